-- The orphan rule of a schedule: a reservation leaves no free seat alone in its row. Said for the page by
-- server/seats/orphans.schema.ts.

-- A seat that somebody else holds is not gone: who reserves first is not refused for what another only holds.
local function is_open(digits, at)
  local digit = string.sub(digits, at, at)
  return digit == '0' or digit == '1'
end

local function is_alone(digits, at)
  return string.sub(digits, at, at) == '0' and not is_open(digits, at - 1) and not is_open(digits, at + 1)
end

-- The free seats that a person's held `seats` would leave alone, ascending, and that would not be alone without them.
-- `strict` names them all, `lenient` those of rows where as many seats together can be had without leaving one.
local function find_orphans(map, seats, rule)
  local rows, orphans = {}, {}
  for _, seat in ipairs(seats) do
    local row = row_of(map, tonumber(seat))
    if row then
      local taking = rows[row] or { count = 0, before = row.digits, after = row.digits }
      taking.count = taking.count + 1
      taking.before = with_digit(row, taking.before, tonumber(seat), '0')
      taking.after = with_digit(row, taking.after, tonumber(seat), '2')
      rows[row] = taking
    end
  end
  for row, taking in pairs(rows) do
    if rule == 'strict' or string.find(letter_of(taking.before), rows_with(taking.count, true)) then
      for at = 1, #taking.after do
        if is_alone(taking.after, at) and not is_alone(taking.before, at) then
          orphans[#orphans + 1] = row.first + at - 1
        end
      end
    end
  end
  table.sort(orphans)
  return orphans
end
