-- Notes that people are present. Who was passed over while away goes to the front, or, back after too long,
-- loses the place.
-- KEYS[1] {q:<scheduleId>}:line      hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:roll      string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[3] {q:<scheduleId>}:passed    zset: ticket -> place number, of those passed over while away
-- KEYS[4] {q:<scheduleId>}:returned  zset: ticket -> place number, of those who came back and go first
-- KEYS[5] {q:<scheduleId>}:events    stream: what happened in the line
-- ARGV[1] milliseconds that the place of somebody away is kept
-- ARGV[2..] tickets, at most 1,000
-- Returns how many came back.
local width = 47
local now = redis.call('TIME')[1]
local returned = 0
for i = 2, #ARGV do
  local ticket = tonumber(ARGV[i])
  local at = (ticket - 1) * width
  local record = redis.call('GETRANGE', KEYS[2], at, at + width - 1)
  local state = string.sub(record, 37, 37)
  if state == 'a' then
    local number = redis.call('ZSCORE', KEYS[3], ticket)
    local account = string.sub(record, 1, 36)
    local away = (now - tonumber(string.sub(record, 38))) * 1000
    local kind = away > tonumber(ARGV[1]) and 'lapsed' or 'returned'
    redis.call('ZREM', KEYS[3], ticket)
    if kind == 'returned' then
      redis.call('ZADD', KEYS[4], number, ticket)
      redis.call('HINCRBY', KEYS[1], 'waiting', 1)
      returned = returned + 1
    end
    state = kind == 'returned' and 'w' or 'x'
    redis.call('XADD', KEYS[5], '*', 'kind', kind, 'account', account, 'ticket', ticket, 'number', number)
  end
  if state == 'w' or state == 'x' then
    redis.call('SETRANGE', KEYS[2], at + 36, state .. string.format('%010d', now))
  end
end
return returned
