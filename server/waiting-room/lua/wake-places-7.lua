-- Wakes one account, or all whose snooze is over, the oldest first. Whose turn came up meanwhile goes first.
-- KEYS[1] {q:<scheduleId>}:line      hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places    hash: account id -> ticket
-- KEYS[3] {q:<scheduleId>}:roll      string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:passed    zset: ticket -> place number, of those passed over while away or snoozing
-- KEYS[5] {q:<scheduleId>}:returned  zset: ticket -> place number, of those who came back and go first
-- KEYS[6] {q:<scheduleId>}:snoozed   zset: ticket -> when the snooze ends, Unix ms
-- KEYS[7] {q:<scheduleId>}:events    stream: what happened in the line
-- ARGV[1] account id, or '' for all whose snooze is over
-- ARGV[2] how many at most
-- ARGV[3] channel of notices to people
-- Returns how many woke.
local function due()
  local ticket = ARGV[1] ~= '' and redis.call('HGET', KEYS[2], ARGV[1])
  if ticket then
    return redis.call('ZSCORE', KEYS[6], ticket) and { ticket } or {}
  end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  return ARGV[1] ~= '' and {} or redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', now, 'LIMIT', 0, ARGV[2])
end

local told = {}
for _, ticket in ipairs(due()) do
  local at = (ticket - 1) * 47
  local account = redis.call('GETRANGE', KEYS[3], at, at + 35)
  local number = redis.call('ZSCORE', KEYS[4], ticket)
  redis.call('ZREM', KEYS[6], ticket)
  redis.call('SETRANGE', KEYS[3], at + 36, 'w')
  if number then
    redis.call('ZREM', KEYS[4], ticket)
    redis.call('ZADD', KEYS[5], number, ticket)
  end
  redis.call('HINCRBY', KEYS[1], 'waiting', 1)
  redis.call('XADD', KEYS[7], '*', 'kind', 'woken', 'account', account, 'ticket', ticket)
  told[#told + 1] = account
end
if #told > 0 then
  redis.call('PUBLISH', ARGV[3], cjson.encode({ kind = 'woken', accounts = told }))
end
return #told
