-- The rows of a map, and of each the longest stretch of free seats, as a letter: a script finds a row with room by one
-- look at a short string. A letter never says less than there is. It may say more, after seats were held by choice: a
-- hold in the rush writes no letter, and whoever looks at the row next, or settles the seats, puts it right.
-- `map` names the keys: status, config, changes (a channel), rows (packed by server/seats/rows.ts: by grade where its
-- parts are, by seat where its row's record is, the records, and the letters). `map.known` has what was read, once a
-- run. A held seat is not free, also when its hold is over: it is when somebody takes it over or the sweeper frees it.

local row_of_seat, record_bytes = 80, 16

-- One letter says how many free seats a row has together at most, 10 standing for more, and whether it also has
-- exactly one fewer together elsewhere: `a` + 2 * longest, + 1 when it has.
local function letter_of(digits)
  local longest, lengths = 0, {}
  for run in string.gmatch(digits, '0+') do
    local length = math.min(#run, 10)
    lengths[length] = true
    longest = math.max(longest, length)
  end
  return string.char(97 + 2 * longest + (lengths[longest - 1] and 1 or 0))
end

-- A pattern of the letters of rows with `count` free seats together; tidy: that can be had without leaving a single free
-- seat alone, which is by taking a whole stretch or leaving two and more of it.
local function rows_with(count, is_tidy)
  local exactly, above = 97 + 2 * count, 100 + 2 * count
  if is_tidy then
    return string.format('[%c-%c%c-v]', exactly, exactly + 1, above)
  end
  return string.format('[%c-v]', exactly)
end

local function row_at(map, at)
  local row = map.known[at]
  if not row then
    local first, seats, axis, rank_at, place_at = struct.unpack('>I4I2I2I4I4', redis.call('GETRANGE', map.rows, at, at + record_bytes - 1))
    row = { first = first, last = first + seats - 1, axis = axis, rank_at = rank_at, place_at = place_at }
    row.digits = redis.call('GETRANGE', map.status, first, row.last)
    row.letter = letter_of(row.digits)
    map.known[at] = row
  end
  map.latest = row
  return row
end

-- The row of a seat; nil where rows are not known yet.
local function row_of(map, seat)
  local row = map.latest
  if row and seat >= row.first and seat <= row.last then
    return row
  end
  local at = redis.call('GETRANGE', map.rows, row_of_seat + 3 * seat, row_of_seat + 3 * seat + 2)
  return #at == 3 and row_at(map, struct.unpack('>I3', at)) or nil
end

-- A row's digits with another one for this seat; those of `digits`, where some are changed already.
local function with_digit(row, digits, seat, digit)
  local at = seat - row.first
  return string.sub(digits, 1, at) .. digit .. string.sub(digits, at + 2)
end

local function write_letter(map, row, letter)
  row.letter = letter
  redis.call('SETRANGE', map.rows, row.rank_at, letter)
  redis.call('SETRANGE', map.rows, row.place_at, letter)
end

-- Keeps the letters of the rows whose seats have become `digit`.
local function note_rows(map, seats, digit)
  local touched = {}
  for _, seat in ipairs(seats) do
    local row = row_of(map, tonumber(seat))
    if row then
      row.digits = with_digit(row, row.digits, tonumber(seat), digit)
      touched[row] = true
    end
  end
  for row in pairs(touched) do
    local letter = letter_of(row.digits)
    if letter ~= row.letter then
      write_letter(map, row, letter)
    end
  end
end
