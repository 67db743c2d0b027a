-- Notes that people are present. Who was passed over while away goes to the front, or, back too long after that,
-- loses the place: for a passed one, `seen` in the roll is when that was.
-- KEYS[1] {q:<scheduleId>}:line      hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places    hash: account id -> ticket
-- KEYS[3] {q:<scheduleId>}:roll      string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:passed    zset: ticket -> place number, of those passed over while away or snoozing
-- KEYS[5] {q:<scheduleId>}:returned  zset: ticket -> place number, of those who came back and go first
-- KEYS[6] {q:<scheduleId>}:events    stream: what happened in the line
-- ARGV[1] milliseconds that the place of somebody is kept after they were passed over
-- ARGV[2..] account ids, at most 500
-- Returns how many came back.
local now = redis.call('TIME')[1]
local returned = 0

-- Back after having been passed over: the state that follows.
local function comeBack(account, ticket, passedAt)
  local number = redis.call('ZSCORE', KEYS[4], ticket)
  local kept = (now - passedAt) * 1000 <= tonumber(ARGV[1])
  redis.call('ZREM', KEYS[4], ticket)
  redis.call('XADD', KEYS[6], '*', 'kind', kept and 'returned' or 'lapsed', 'account', account, 'ticket', ticket,
    'number', number)
  if not kept then
    return 'x'
  end
  redis.call('ZADD', KEYS[5], number, ticket)
  redis.call('HINCRBY', KEYS[1], 'waiting', 1)
  returned = returned + 1
  return 'w'
end

for i = 2, #ARGV do
  local ticket = redis.call('HGET', KEYS[2], ARGV[i])
  if ticket then
    local at = (ticket - 1) * 47 + 36
    local record = redis.call('GETRANGE', KEYS[3], at, at + 10)
    local state = string.sub(record, 1, 1)
    if state == 'a' then
      state = comeBack(ARGV[i], ticket, tonumber(string.sub(record, 2)))
      redis.call('SETRANGE', KEYS[3], at, state)
    end
    if state == 'w' or state == 'z' then
      redis.call('SETRANGE', KEYS[3], at + 1, string.format('%010d', now))
    end
  end
end
return returned
