-- How people sit who come together.

-- How a group may sit, the evenest in the fewest parts first: nobody sits alone.
local function splits_of(count)
  local splits = {
    [4] = { { 2, 2 } },
    [5] = { { 3, 2 } },
    [6] = { { 3, 3 }, { 4, 2 }, { 2, 2, 2 } },
    [7] = { { 4, 3 }, { 5, 2 }, { 3, 2, 2 } },
    [8] = { { 4, 4 }, { 5, 3 }, { 6, 2 }, { 3, 3, 2 }, { 4, 2, 2 }, { 2, 2, 2, 2 } },
  }
  return splits[count] or {}
end

-- Where in a row (0-based) `count` seats are nearest to `aim`, of places that leave no single seat alone before others.
local function place_in_row(digits, count, aim)
  local ideal = aim - (count - 1) / 2
  local best, best_cost
  local from, to = string.find(digits, '0+')
  while from do
    local slack = to - from + 1 - count
    local nearest = math.max(0, math.min(slack, math.floor(ideal - from + 1.5)))
    for left = math.max(0, nearest - 2), math.min(slack, nearest + 1) do
      local is_tidy = left ~= 1 and slack - left ~= 1
      local cost = math.abs(from - 1 + left - ideal) + (is_tidy and 0 or 10000)
      if not best or cost < best_cost then
        best, best_cost = from - 1 + left, cost
      end
    end
    from, to = string.find(digits, '0+', to + 1)
  end
  return best
end
