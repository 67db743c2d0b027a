-- The best `count` free seats together. `rows` is packed best row first, 12 bytes each, big endian:
-- section's first seat (4), section's seats (2), row's offset in the section (2), row's seats (2), the seat of
-- the row that is nearest to the stage's axis (2). A section's status is read once, and one without a long
-- enough run of zeros is skipped from then on, so that the cost is one read a section and not one a seat.

-- The start (0-based) of the run nearest to `axis`, one that leaves no single seat alone first; nil for none.
local function choose_in_row(row, count, axis)
  local best, best_cost
  local from = 1
  local zeros = string.rep('0', count)
  while true do
    local at = string.find(row, zeros, from, true)
    if not at then
      return best
    end
    local left = string.sub(row, at - 1, at - 1) == '0' and string.sub(row, at - 2, at - 2) ~= '0'
    local right = string.sub(row, at + count, at + count) == '0'
      and string.sub(row, at + count + 1, at + count + 1) ~= '0'
    if at == 1 then
      left = false
    end
    local cost = math.abs(at - 1 + (count - 1) / 2 - axis) + ((left or right) and 1000 or 0)
    if not best or cost < best_cost then
      best, best_cost = at - 1, cost
    end
    from = at + 1
  end
end

local function choose_best(status_key, rows, count)
  local sections = {}
  local zeros = string.rep('0', count)
  for at = 1, #rows, 12 do
    local first, size, offset, length, axis = struct.unpack('>I4I2I2I2I2', rows, at)
    local section = sections[first]
    if section == nil then
      section = redis.call('GETRANGE', status_key, first, first + size - 1)
      if not string.find(section, zeros, 1, true) then
        section = false
      end
      sections[first] = section
    end
    local start = section and choose_in_row(string.sub(section, offset + 1, offset + length), count, axis)
    if start then
      local seats = {}
      for i = 1, count do
        seats[i] = string.format('%d', first + offset + start + i - 1)
      end
      return seats
    end
  end
end
