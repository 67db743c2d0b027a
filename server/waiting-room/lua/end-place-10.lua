-- Ends an account's live place: the person left, or is done. A slot or an invitation that it had is free at once.
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
-- ARGV[1] account id
-- ARGV[2] left (whatever the state) or done (only from inside, by that pass)
-- ARGV[3] channel of notices to people
-- ARGV[4] for done the id of the pass, else empty
-- Returns {status, pass id}: ended, with the pass that ends with it or ''; none when there was nothing to end.
local ticket = redis.call('HGET', KEYS[2], ARGV[1])
if not ticket then
  return { 'none', '' }
end
local at = (ticket - 1) * 47 + 36
local state = redis.call('GETRANGE', KEYS[3], at, at)
local live = state == 'w' or state == 'z' or state == 'a' or state == 'i' or state == 'e'
local pass = redis.call('HGET', KEYS[6], ticket) or ''
if not live or (ARGV[2] == 'done' and (state ~= 'e' or pass ~= ARGV[4])) then
  return { 'none', '' }
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
redis.call('SETRANGE', KEYS[3], at, ARGV[2] == 'done' and 'd' or 'l')
redis.call('XADD', KEYS[10], '*', 'kind', ARGV[2], 'account', ARGV[1], 'ticket', ticket)
redis.call('PUBLISH', ARGV[3], cjson.encode({ kind = ARGV[2], accounts = { ARGV[1] } }))
return { 'ended', pass }
