-- Ends accounts' live places: the person left, or is done. A slot or an invitation that one had is free at once.
-- KEYS[1] {q:<scheduleId>}:line      hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places    hash: account id -> ticket
-- KEYS[3] {q:<scheduleId>}:roll      string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:invited   zset: ticket -> when the invitation ends, Unix ms
-- KEYS[5] {q:<scheduleId>}:inside    zset: ticket -> when the pass ends, Unix ms
-- KEYS[6] {q:<scheduleId>}:passes    hash: ticket -> pass id
-- KEYS[7] {q:<scheduleId>}:passed    zset: ticket -> place number, of those passed over while away or snoozing
-- KEYS[8] {q:<scheduleId>}:returned  zset: ticket -> place number, of those who came back and go first
-- KEYS[9] {q:<scheduleId>}:snoozed   zset: ticket -> when the snooze ends, Unix ms
-- KEYS[10] {q:<scheduleId>}:events   stream: what happened in the line
-- ARGV[1] left (whatever the state) or done (only from inside, by that pass)
-- ARGV[2] channel of notices to people
-- ARGV[3…] of each account: its id, and for done the id of the pass, else empty
-- Returns of each account that had a place to end its id and the pass that ends with it, or ''.
local how = ARGV[1]
local live_states = { w = true, z = true, a = true, i = true, e = true }

-- The pass that ends with it or '', and nil when there was nothing to end.
local function end_place(account, of_pass)
  local ticket = redis.call('HGET', KEYS[2], account)
  if not ticket then
    return nil
  end
  local at = (ticket - 1) * 47 + 36
  local state = redis.call('GETRANGE', KEYS[3], at, at)
  local pass = redis.call('HGET', KEYS[6], ticket) or ''
  if not live_states[state] or (how == 'done' and (state ~= 'e' or pass ~= of_pass)) then
    return nil
  end

  if state == 'w' then
    redis.call('HINCRBY', KEYS[1], 'waiting', -1)
  end
  redis.call('ZREM', KEYS[4], ticket)
  redis.call('ZREM', KEYS[5], ticket)
  redis.call('HDEL', KEYS[6], ticket)
  redis.call('ZREM', KEYS[7], ticket)
  redis.call('ZREM', KEYS[8], ticket)
  redis.call('ZREM', KEYS[9], ticket)
  redis.call('SETRANGE', KEYS[3], at, how == 'done' and 'd' or 'l')
  redis.call('XADD', KEYS[10], '*', 'kind', how, 'account', account, 'ticket', ticket)
  return pass
end

local ended, accounts = {}, {}
for i = 3, #ARGV, 2 do
  local pass = end_place(ARGV[i], ARGV[i + 1])
  if pass then
    accounts[#accounts + 1] = ARGV[i]
    ended[#ended + 1] = ARGV[i]
    ended[#ended + 1] = pass
  end
end
if #accounts > 0 then
  redis.call('PUBLISH', ARGV[2], cjson.encode({ kind = how, accounts = accounts }))
end
return ended
