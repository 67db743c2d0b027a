-- Takes seats for one person, all or none, and remembers the answer under the command's idempotency scope.
-- KEYS[1]  {s:<schedule>}:status            one digit a seat
-- KEYS[2]  {s:<schedule>}:config            hash: version, opensAt, closesAt, cancelled, seatsPerPersonMax, holdMs,
--                                           seatCount, orphanRule
-- KEYS[3]  {s:<schedule>}:owners            hash: seat -> owner
-- KEYS[4]  {s:<schedule>}:expiring          sorted set: account id by its hold's expiry, ms
-- KEYS[5]  {s:<schedule>}:changes           channel of `<version>|<seat>:<digit>,…`
-- KEYS[6]  {s:<schedule>}:pass:<account>    the live pass's id, expiring with it
-- KEYS[7]  {s:<schedule>}:hold:<account>    hash: id, state, passId, expiresAt, seats, reservationId
-- KEYS[8]  {s:<schedule>}:answer:<scope>    `<request hash>|<hold id>|<expires at>|<seats>`
-- KEYS[9]  {s:<schedule>}:owned             hash: account id -> its reserving and sold seats
-- KEYS[10] {s:<schedule>}:rows              rows with their longest free stretches, see include/rows.lua
-- ARGV[1] account id    ARGV[2] pass id    ARGV[3] id for a new hold    ARGV[4] request hash
-- ARGV[5] how long the answer is kept, ms    ARGV[6] `seats` or `best`
-- ARGV[7…] seats; or how many, and of which grade, 0 for the best
-- Returns {'held', hold id, expires at ms, seats} or one refusal word: idempotency_mismatch, unprepared,
-- sale_not_open, sale_over, pass_required, already_reserved, seat_unknown, sold_out (no seat of the
-- grade is free), no_seats_together (some are, and not so many together);
-- {'seats_over_limit', max}; {'seat_taken', seats that were lost}.
--#include server/seats/lua/include/seats.lua
--#include server/holds/lua/include/choose-best.lua

local account, answer_key = ARGV[1], KEYS[8]
local map = { status = KEYS[1], config = KEYS[2], changes = KEYS[5], rows = KEYS[10], known = {} }

local kept = redis.call('GET', answer_key)
if kept then
  local hash, id, expires, seats = string.match(kept, '^([^|]*)|([^|]*)|([^|]*)|(.*)$')
  if hash ~= ARGV[4] then
    return { 'idempotency_mismatch' }
  end
  return { 'held', id, expires, seats }
end

local config = redis.call('HMGET', KEYS[2], 'opensAt', 'closesAt', 'cancelled', 'seatsPerPersonMax', 'holdMs', 'seatCount', 'orphanRule')
if not config[6] or redis.call('EXISTS', KEYS[1], KEYS[10]) < 2 then
  return { 'unprepared' }
end
local now = now_ms()
if config[3] == '1' or now >= tonumber(config[2]) then
  return { 'sale_over' }
end
if now < tonumber(config[1]) then
  return { 'sale_not_open' }
end
if redis.call('GET', KEYS[6]) ~= ARGV[2] then
  return { 'pass_required' }
end

-- The person's live hold grows; it keeps its end, so that adding seats wins no time.
local hold = redis.call('HMGET', KEYS[7], 'id', 'state', 'expiresAt', 'seats')
local mine, hold_id, expires = {}, ARGV[3], nil
if hold[2] == 'RESERVING' then
  return { 'already_reserved' }
elseif hold[1] and tonumber(hold[3]) > now then
  mine, hold_id, expires = split(hold[4]), hold[1], tonumber(hold[3])
elseif hold[1] then
  free_seats(map, KEYS[3], split(hold[4]), 'h:' .. hold[3] .. ':' .. account)
end
expires = expires or math.min(now + tonumber(config[5]), now + redis.call('PTTL', KEYS[6]))

local wanted
if ARGV[6] == 'best' then
  local is_sold_out
  wanted, is_sold_out = choose_best(map, tonumber(ARGV[8]), tonumber(ARGV[7]), config[7] == 'strict')
  if not wanted then
    return { is_sold_out and 'sold_out' or 'no_seats_together' }
  end
else
  wanted = { unpack(ARGV, 7) }
end

local owner = string.format('h:%d:', expires) .. account
local taken, lost = {}, {}
for _, seat in ipairs(wanted) do
  local place = tonumber(seat)
  if place >= tonumber(config[6]) then
    return { 'seat_unknown' }
  end
  local digit = redis.call('GETRANGE', KEYS[1], place, place)
  local holder = digit == '1' and redis.call('HGET', KEYS[3], seat) or ''
  local held_until = tonumber(string.match(holder, '^h:(%d+):'))
  if digit == '0' or (held_until and held_until <= now) then
    taken[#taken + 1] = seat
  elseif holder ~= owner then
    lost[#lost + 1] = seat
  end
end
if #lost > 0 then
  return { 'seat_taken', table.concat(lost, ',') }
end
local owned = tonumber(redis.call('HGET', KEYS[9], account) or 0)
if #mine + #taken + owned > tonumber(config[4]) then
  return { 'seats_over_limit', config[4] }
end

for _, seat in ipairs(taken) do
  redis.call('HSET', KEYS[3], seat, owner)
  mine[#mine + 1] = seat
end
-- Seats held by choice write no letter of their row: what a hold in the rush costs counts more, see include/rows.lua.
if ARGV[6] == 'seats' then
  map.rows = nil
end
write_seats(map, taken, '1')
local seats, until_ms = table.concat(mine, ','), string.format('%d', expires)
redis.call('HSET', KEYS[7], 'id', hold_id, 'state', 'HELD', 'passId', ARGV[2], 'expiresAt', until_ms, 'seats', seats)
redis.call('ZADD', KEYS[4], until_ms, account)
redis.call('SET', answer_key, table.concat({ ARGV[4], hold_id, until_ms, seats }, '|'), 'PX', ARGV[5])
return { 'held', hold_id, until_ms, seats }
