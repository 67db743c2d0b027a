-- Ends passes, unless the person has a newer one, and gives back what was held under them; a reservation stays.
-- KEYS[1] {s:<schedule>}:status    one digit a seat
-- KEYS[2] {s:<schedule>}:config    hash with the version
-- KEYS[3] {s:<schedule>}:owners    hash: seat -> owner
-- KEYS[4] {s:<schedule>}:expiring  sorted set: account id by its hold's expiry, ms
-- KEYS[5] {s:<schedule>}:changes   channel
-- KEYS[6] {s:<schedule>}:rows      rows with their longest free stretches, see include/rows.lua
-- KEYS[7…] of each pass {s:<schedule>}:pass:<account>, the live pass's id, and {s:<schedule>}:hold:<account>, a hash: state,
--          passId, expiresAt, seats
-- ARGV     of each pass: account id, the id of the pass that ends
-- Returns nothing.
--#include server/seats/lua/include/seats.lua

local map = { status = KEYS[1], config = KEYS[2], changes = KEYS[5], rows = KEYS[6], known = {} }
for i = 7, #KEYS, 2 do
  local account, pass = ARGV[i - 6], ARGV[i - 5]
  if redis.call('GET', KEYS[i]) == pass then
    redis.call('DEL', KEYS[i])
  end
  local hold = redis.call('HMGET', KEYS[i + 1], 'state', 'passId', 'expiresAt', 'seats')
  if hold[1] == 'HELD' and hold[2] == pass then
    free_seats(map, KEYS[3], split(hold[4]), 'h:' .. hold[3] .. ':' .. account)
    redis.call('DEL', KEYS[i + 1])
    redis.call('ZREM', KEYS[4], account)
  end
end
