-- Writes what Postgres decided about a reservation's seats. Safe to repeat and to run late.
-- KEYS[1] {s:<schedule>}:status          one digit a seat
-- KEYS[2] {s:<schedule>}:config          hash with the version
-- KEYS[3] {s:<schedule>}:owners          hash: seat -> owner
-- KEYS[4] {s:<schedule>}:changes         channel
-- KEYS[5] {s:<schedule>}:hold:<account>  hash: the hold that the reservation came from, if it is still there
-- KEYS[6] {s:<schedule>}:owned           hash: account id -> its reserving and sold seats
-- KEYS[7] {s:<schedule>}:rows            rows with their longest free stretches, see include/rows.lua
-- ARGV[1] reservation id    ARGV[2] account id
-- ARGV[3] `2` reserving, `3` sold, `0` free again    ARGV[4…] seats
-- Returns {'settled', seats whose digit changed} or {'unprepared'} when there is no map: it will be built from
-- Postgres, which knows.
--#include server/seats/lua/include/seats.lua

if redis.call('EXISTS', KEYS[1]) == 0 then
  return { 'unprepared' }
end
local owner, digit = 'r:' .. ARGV[1] .. ':' .. ARGV[2], ARGV[3]
local changed = {}

local function count_owned(account, by)
  if redis.call('HINCRBY', KEYS[6], account, by) <= 0 then
    redis.call('HDEL', KEYS[6], account)
  end
end

-- Sold goes over anything: it is Postgres's last word. Reserving goes over what is free or held, and neither back
-- from sold nor over another reservation.
local function is_allowed(before, is_own)
  return digit == '3' or before == '0' or before == '1' or (is_own and before == '2')
end

for i = 4, #ARGV do
  local seat = ARGV[i]
  local held_by = redis.call('HGET', KEYS[3], seat) or ''
  local is_own = held_by == owner
  local before = redis.call('GETRANGE', KEYS[1], seat, seat)
  if digit == '0' and is_own then
    redis.call('HDEL', KEYS[3], seat)
    count_owned(ARGV[2], -1)
    changed[#changed + 1] = seat
  elseif digit ~= '0' and is_allowed(before, is_own) then
    if not is_own then
      local displaced = string.match(held_by, '^r:[^:]+:(.+)$')
      if displaced then
        count_owned(displaced, -1)
      end
      redis.call('HSET', KEYS[3], seat, owner)
      count_owned(ARGV[2], 1)
    end
    if before ~= digit then
      changed[#changed + 1] = seat
    end
  end
end
write_seats({ status = KEYS[1], config = KEYS[2], changes = KEYS[4], rows = KEYS[7], known = {} }, changed, digit)
if digit ~= '2' and redis.call('HGET', KEYS[5], 'reservationId') == ARGV[1] then
  redis.call('DEL', KEYS[5])
end
return { 'settled', table.concat(changed, ',') }
