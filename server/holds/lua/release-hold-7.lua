-- Gives back a person's held seats: all, one, or those of a hold that ran out.
-- KEYS[1] {s:<schedule>}:status          one digit a seat
-- KEYS[2] {s:<schedule>}:config          hash with the version
-- KEYS[3] {s:<schedule>}:owners          hash: seat -> owner
-- KEYS[4] {s:<schedule>}:expiring        sorted set: account id by its hold's expiry, ms
-- KEYS[5] {s:<schedule>}:changes         channel
-- KEYS[6] {s:<schedule>}:hold:<account>  hash: id, state, expiresAt, seats
-- KEYS[7] {s:<schedule>}:rows            rows with their longest free stretches, see include/rows.lua
-- ARGV[1] account id
-- ARGV[2] hold id, or empty for `expired`, and for `all` of whichever hold there is
-- ARGV[3] `all`, `expired`, or one seat
-- Returns {'released', seats} ({'released', ''} when a repeat finds nothing left of that seat), or one word:
-- no_hold, hold_expired (a living one was asked for), not_due (`expired` of a living one), already_reserved.
--#include server/seats/lua/include/seats.lua

local map = { status = KEYS[1], config = KEYS[2], changes = KEYS[5], rows = KEYS[7], known = {} }
local hold = redis.call('HMGET', KEYS[6], 'id', 'state', 'expiresAt', 'seats')
if not hold[1] or (ARGV[2] ~= '' and hold[1] ~= ARGV[2]) then
  if not hold[1] then
    redis.call('ZREM', KEYS[4], ARGV[1])
  end
  return { 'no_hold' }
end
if hold[2] == 'RESERVING' then
  redis.call('ZREM', KEYS[4], ARGV[1])
  return { 'already_reserved' }
end
local is_over = tonumber(hold[3]) <= now_ms()
if ARGV[3] == 'expired' and not is_over then
  return { 'not_due' }
end
local owner = 'h:' .. hold[3] .. ':' .. ARGV[1]
local seats, leaving, staying = split(hold[4]), {}, {}
for _, seat in ipairs(seats) do
  local leaves = is_over or ARGV[3] == 'all' or ARGV[3] == seat
  table.insert(leaves and leaving or staying, seat)
end
local freed = free_seats(map, KEYS[3], leaving, owner)
if #staying == 0 then
  redis.call('DEL', KEYS[6])
  redis.call('ZREM', KEYS[4], ARGV[1])
else
  redis.call('HSET', KEYS[6], 'seats', table.concat(staying, ','))
end
if is_over and ARGV[3] ~= 'expired' then
  return { 'hold_expired' }
end
return { 'released', table.concat(freed, ',') }
