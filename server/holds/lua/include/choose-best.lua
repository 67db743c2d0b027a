-- The best `count` free seats of a grade. Rows are ranked nearest to the stage first, and their letters (see rows.lua)
-- stand in that order, and again section by section, best section first, `|` between sections.
--#include server/holds/lua/include/seating.lua

-- Seats in the order of the rows they were found in; nil for none, and whether no seat of the grade is free. Together;
-- else in two rows of a section, one behind the other before others; else wherever there is room for the parts, the
-- largest first. Of each kind tidy places come first, see rows_with; under the strict orphan rule there are no others.
local function choose_best(map, grade, count, is_strict)
  local header = redis.call('GETRANGE', map.rows, grade * 20, grade * 20 + 19)
  local records_at, places_at, letters_at, ranks, places = struct.unpack('>I4I4I4I4I4', header)
  local letters = ranks > 0 and redis.call('GETRANGE', map.rows, letters_at, letters_at + ranks + places - 1) or ''
  local by_rank, by_place = string.sub(letters, 1, ranks), string.sub(letters, ranks + 1)
  local was_wrong, is_wrong = false, false

  local function new_attempt()
    return { seats = {}, letters = by_rank, digits = {} }
  end

  -- Takes `part` seats of the row of this rank, near to `drift` seats from its axis; answers how far it was. A wrong
  -- letter is put right, and nothing is taken.
  local function take(attempt, rank, part, drift)
    local row = row_at(map, records_at + (rank - 1) * record_bytes)
    if row.letter ~= string.sub(by_rank, rank, rank) then
      by_rank = with_digit({ first = 1 }, by_rank, rank, row.letter)
      by_place = with_digit({ first = letters_at + ranks }, by_place, row.place_at, row.letter)
      was_wrong, is_wrong = true, true
      return nil
    end
    local digits = attempt.digits[rank] or row.digits
    local start = place_in_row(digits, part, row.axis + drift)
    for i = 0, part - 1 do
      attempt.seats[#attempt.seats + 1] = string.format('%d', row.first + start + i)
    end
    digits = string.sub(digits, 1, start) .. string.rep('1', part) .. string.sub(digits, start + part + 1)
    attempt.digits[rank] = digits
    attempt.letters = with_digit({ first = 1 }, attempt.letters, rank, letter_of(digits))
    return start + (part - 1) / 2 - row.axis
  end

  local function rank_of(place)
    local at = places_at + 3 * (place - 1)
    return struct.unpack('>I3', redis.call('GETRANGE', map.rows, at, at + 2)) + 1
  end

  local function take_two(from, a, to, b)
    local attempt = new_attempt()
    local drift = take(attempt, rank_of(from), a, 0)
    return drift and take(attempt, rank_of(to), b, drift) and attempt.seats
  end

  local function in_adjacent_rows(is_tidy, a, b)
    local front, back = rows_with(a, is_tidy), rows_with(b, is_tidy)
    local from, other = string.find(by_place, front .. back), string.find(by_place, back .. front)
    if other and (not from or other < from) then
      from, a, b = other, b, a
    end
    return from and take_two(from, a, from + 1, b)
  end

  local function in_one_section(is_tidy, a, b)
    local front, back = rows_with(a, is_tidy), rows_with(b, is_tidy)
    for start, section in string.gmatch(by_place, '()([^|]+)') do
      local from = string.find(section, front)
      local to = from and string.find(section, back)
      to = to and to == from and string.find(section, back, from + 1) or to ~= from and to or nil
      if to then
        return take_two(start + from - 1, a, start + to - 1, b)
      end
    end
  end

  local function anywhere(is_tidy, ...)
    local attempt = new_attempt()
    for _, part in ipairs({ ... }) do
      local rank = string.find(attempt.letters, rows_with(part, is_tidy))
      if not (rank and take(attempt, rank, part, 0)) then
        return nil
      end
    end
    return attempt.seats
  end

  -- Who met a wrong letter looks again, now that it is right.
  local function look(find, ...)
    local seats
    repeat
      is_wrong = false
      seats = find(...)
    until seats or not is_wrong
    return seats
  end

  local function tidy_first(find, ...)
    return look(find, true, ...) or (not is_strict and look(find, false, ...)) or nil
  end

  local function choose()
    local together = string.find(by_rank, rows_with(count, false)) and tidy_first(anywhere, count)
    if together then
      return together
    end
    local has_pairs = string.find(by_rank, rows_with(2, false))
    for _, find in ipairs(has_pairs and { in_adjacent_rows, in_one_section, anywhere } or {}) do
      for _, parts in ipairs(splits_of(count)) do
        local is_possible = (#parts == 2 or find == anywhere) and string.find(by_rank, rows_with(parts[1], false))
        local seats = is_possible and tidy_first(find, unpack(parts))
        if seats then
          return seats
        end
      end
    end
  end

  local seats = choose()
  local is_sold_out = not seats and not look(anywhere, false, 1)
  if was_wrong then
    redis.call('SETRANGE', map.rows, letters_at, by_rank .. by_place)
  end
  return seats, is_sold_out
end
