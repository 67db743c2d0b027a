-- Writes what Postgres decided about a reservation's seats. Safe to repeat and to run late.
-- KEYS[1] {s:<schedule>}:status          one digit a seat
-- KEYS[2] {s:<schedule>}:config          hash with the version
-- KEYS[3] {s:<schedule>}:owners          hash: seat -> owner
-- KEYS[4] {s:<schedule>}:changes         channel
-- KEYS[5] {s:<schedule>}:hold:<account>  hash: the hold that the reservation came from, if it is still there
-- KEYS[6] {s:<schedule>}:owned           hash: account id -> its reserving and sold seats
-- ARGV[1] reservation id    ARGV[2] account id
-- ARGV[3] `2` reserving, `3` sold, `0` free again    ARGV[4…] seats
-- Returns {'settled', seats whose digit changed} or {'unprepared'} when there is no map: it will be built from
-- Postgres, which knows.
--#include server/seats/lua/include/seats.lua

if redis.call('EXISTS', KEYS[1]) == 0 then
  return { 'unprepared' }
end
local owner, digit = 'r:' .. ARGV[1] .. ':' .. ARGV[2], ARGV[3]
local changed, owned = {}, 0
for i = 4, #ARGV do
  local seat = ARGV[i]
  local is_own = redis.call('HGET', KEYS[3], seat) == owner
  local before = redis.call('GETRANGE', KEYS[1], seat, seat)
  if digit == '0' and is_own then
    redis.call('HDEL', KEYS[3], seat)
    owned = owned - 1
    changed[#changed + 1] = seat
  elseif digit ~= '0' and before ~= digit and not (is_own and before == '3') then
    -- Sold is Postgres's word and goes over anything; reserving does not go back from sold.
    redis.call('HSET', KEYS[3], seat, owner)
    owned = owned + (is_own and 0 or 1)
    changed[#changed + 1] = seat
  end
end
write_seats(KEYS[1], KEYS[2], KEYS[4], changed, digit)
if owned ~= 0 and redis.call('HINCRBY', KEYS[6], ARGV[2], owned) <= 0 then
  redis.call('HDEL', KEYS[6], ARGV[2])
end
if digit ~= '2' and redis.call('HGET', KEYS[5], 'reservationId') == ARGV[1] then
  redis.call('DEL', KEYS[5])
end
return { 'settled', table.concat(changed, ',') }
