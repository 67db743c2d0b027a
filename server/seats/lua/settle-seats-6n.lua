-- Writes what Postgres decided about the seats of reservations, one after the other. Safe to repeat and to run late.
-- KEYS[1] {s:<schedule>}:status          one digit a seat
-- KEYS[2] {s:<schedule>}:config          hash with the version
-- KEYS[3] {s:<schedule>}:owners          hash: seat -> owner
-- KEYS[4] {s:<schedule>}:changes         channel
-- KEYS[5] {s:<schedule>}:owned           hash: account id -> its reserving and sold seats
-- KEYS[6] {s:<schedule>}:rows            rows with their longest free stretches, see include/rows.lua
-- KEYS[7…] {s:<schedule>}:hold:<account> of each reservation the hold that it came from, if it is still there
-- ARGV     of each reservation: its id, account id, `0` free again, `2` reserving or `3` sold, how many seats, the seats
-- Returns settled, or unprepared when there is no map: it will be built from Postgres, which knows.
--#include server/seats/lua/include/seats.lua

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 'unprepared'
end
local map = { status = KEYS[1], config = KEYS[2], changes = KEYS[4], rows = KEYS[6], known = {} }

local function count_owned(account, by)
  if redis.call('HINCRBY', KEYS[5], account, by) <= 0 then
    redis.call('HDEL', KEYS[5], account)
  end
end

local function free(owner, account, seat)
  if redis.call('HGET', KEYS[3], seat) ~= owner then
    return false
  end
  redis.call('HDEL', KEYS[3], seat)
  count_owned(account, -1)
  return true
end

-- Sold goes over anything: it is Postgres's last word. Reserving goes over what is free or held, and neither back
-- from sold nor over another reservation.
local function take(owner, account, seat, digit)
  local held_by = redis.call('HGET', KEYS[3], seat) or ''
  local is_own = held_by == owner
  local before = redis.call('GETRANGE', KEYS[1], seat, seat)
  if digit ~= '3' and before ~= '0' and before ~= '1' and not (is_own and before == '2') then
    return false
  end
  if not is_own then
    local displaced = string.match(held_by, '^r:[^:]+:(.+)$')
    if displaced then
      count_owned(displaced, -1)
    end
    redis.call('HSET', KEYS[3], seat, owner)
    count_owned(account, 1)
  end
  return before ~= digit
end

-- Changes are told together for as long as they are of one digit.
local changed, last = {}, nil
local at = 1
for i = 7, #KEYS do
  local id, account, digit, seats = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3])
  if digit ~= last then
    write_seats(map, changed, last)
    changed, last = {}, digit
  end
  local owner = 'r:' .. id .. ':' .. account
  for seat_at = at + 4, at + 3 + seats do
    local seat = ARGV[seat_at]
    local changes = digit == '0' and free(owner, account, seat) or digit ~= '0' and take(owner, account, seat, digit)
    if changes then
      changed[#changed + 1] = seat
    end
  end
  if digit ~= '2' and redis.call('HGET', KEYS[i], 'reservationId') == id then
    redis.call('DEL', KEYS[i])
  end
  at = at + 4 + seats
end
write_seats(map, changed, last)
return 'settled'
