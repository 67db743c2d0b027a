-- Makes the blocked seats those that the schedule says, unless it has said something later; only free seats are
-- ever blocked.
-- KEYS[1] {s:<schedule>}:status   one digit a seat
-- KEYS[2] {s:<schedule>}:config   hash with the version, and the `updatedAt` of the schedule's change that was written last, ms
-- KEYS[3] {s:<schedule>}:changes  channel
-- KEYS[4] {s:<schedule>}:rows     rows with their longest free stretches, see include/rows.lua
-- ARGV[1] of which change these are, Unix ms    ARGV[2…] every seat that is to be blocked
-- Returns how many digits changed.
--#include server/seats/lua/include/seats.lua

if (tonumber(redis.call('HGET', KEYS[2], 'updatedAt') or '') or 0) > tonumber(ARGV[1]) then
  return 0
end
local map = { status = KEYS[1], config = KEYS[2], changes = KEYS[3], rows = KEYS[4], known = {} }
local status = redis.call('GET', KEYS[1]) or ''
local is_wanted, blocked, freed = {}, {}, {}
for i = 2, #ARGV do
  local seat = ARGV[i]
  is_wanted[seat] = true
  if string.sub(status, seat + 1, seat + 1) == '0' then
    blocked[#blocked + 1] = seat
  end
end
local at = string.find(status, '4', 1, true)
while at do
  local seat = string.format('%d', at - 1)
  if not is_wanted[seat] then
    freed[#freed + 1] = seat
  end
  at = string.find(status, '4', at + 1, true)
end
write_seats(map, blocked, '4')
write_seats(map, freed, '0')
return #blocked + #freed
