-- Turns a living hold into a reservation's seats, before the reservation is written to Postgres: from here only
-- Postgres's outcome frees them. A repeat answers with the reservation id of the first time.
-- KEYS[1] {s:<schedule>}:status          one digit a seat
-- KEYS[2] {s:<schedule>}:config          hash: version, orphanRule
-- KEYS[3] {s:<schedule>}:owners          hash: seat -> owner
-- KEYS[4] {s:<schedule>}:expiring        sorted set: account id by its hold's expiry, ms
-- KEYS[5] {s:<schedule>}:changes         channel
-- KEYS[6] {s:<schedule>}:hold:<account>  hash: id, state, passId, expiresAt, seats, reservationId
-- KEYS[7] {s:<schedule>}:owned           hash: account id -> its reserving and sold seats
-- KEYS[8] {s:<schedule>}:rows            which row a seat is in, see include/rows.lua
-- ARGV[1] account id    ARGV[2] hold id    ARGV[3] id for the reservation
-- Returns {'reserving', reservation id, pass id, seats}, {'seat_taken', seats} when Postgres gave them
-- to somebody meanwhile, {'seat_orphaned', free seats that would be left alone}, or one word: no_hold, hold_expired.
--#include server/seats/lua/include/seats.lua
--#include server/holds/lua/include/orphans.lua

local hold = redis.call('HMGET', KEYS[6], 'id', 'state', 'passId', 'expiresAt', 'seats', 'reservationId')
if hold[1] ~= ARGV[2] then
  return { 'no_hold' }
end
if hold[2] == 'RESERVING' then
  return { 'reserving', hold[6], hold[3], hold[5] }
end
if tonumber(hold[4]) <= now_ms() then
  return { 'hold_expired' }
end
local seats, lost = split(hold[5]), {}
for _, seat in ipairs(seats) do
  if redis.call('HGET', KEYS[3], seat) ~= 'h:' .. hold[4] .. ':' .. ARGV[1] then
    lost[#lost + 1] = seat
  end
end
if #lost > 0 then
  return { 'seat_taken', table.concat(lost, ',') }
end
local rule = redis.call('HGET', KEYS[2], 'orphanRule')
if rule == 'strict' or rule == 'lenient' then
  local orphans = find_orphans({ status = KEYS[1], rows = KEYS[8], known = {} }, seats, rule)
  if #orphans > 0 then
    return { 'seat_orphaned', table.concat(orphans, ',') }
  end
end
for _, seat in ipairs(seats) do
  redis.call('HSET', KEYS[3], seat, 'r:' .. ARGV[3] .. ':' .. ARGV[1])
end
write_seats({ status = KEYS[1], config = KEYS[2], changes = KEYS[5] }, seats, '2')
redis.call('HSET', KEYS[6], 'state', 'RESERVING', 'reservationId', ARGV[3])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('HINCRBY', KEYS[7], ARGV[1], #seats)
return { 'reserving', ARGV[3], hold[3], hold[5] }
