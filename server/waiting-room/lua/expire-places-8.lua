-- Ends the passes and invitations whose time is over, the oldest first. An invitation does not run out during a
-- pause, nor within its own length after one; nobody tending the line for seconds counts as a pause. Behind each pause
-- those who are called are told once, for their time has started anew.
-- KEYS[1] {q:<scheduleId>}:line     hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:roll     string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[3] {q:<scheduleId>}:invited  zset: ticket -> when the invitation ends, Unix ms
-- KEYS[4] {q:<scheduleId>}:inside   zset: ticket -> when the pass ends, Unix ms
-- KEYS[5] {q:<scheduleId>}:passes   hash: ticket -> pass id
-- KEYS[6] {q:<scheduleId>}:entries  zset: ticket -> when it entered, Unix ms, of the last minute
-- KEYS[7] {q:<scheduleId>}:events   stream: what happened in the line
-- KEYS[8] lease:{q:<scheduleId>}:token  string: the newest fencing token of the line's leader
-- ARGV[1] the caller's fencing token
-- ARGV[2] how many of each kind at most
-- ARGV[3] channel of notices to people
-- ARGV[4] weight of one outcome in the smoothed share of no-shows, 0..1
-- Returns {'fenced'}, or {'done', account, pass id, account, pass id, ...} of the passes that ended.
--#include server/waiting-room/lua/include/epoch.lua
--#include server/waiting-room/lua/include/silence.lua
if redis.call('GET', KEYS[8]) ~= ARGV[1] then
  return { 'fenced' }
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
beginEpoch(KEYS[1], KEYS[7], now)
noteSilence(KEYS[1], now)
local width = 47
local told = {}

local function finish(ticket, letter, reason)
  local at = (ticket - 1) * width
  local account = redis.call('GETRANGE', KEYS[2], at, at + 35)
  redis.call('SETRANGE', KEYS[2], at + 36, letter)
  redis.call('XADD', KEYS[7], '*', 'kind', 'expired', 'account', account, 'ticket', ticket, 'reason', reason)
  told[#told + 1] = account
  return account
end

local ended = { 'done' }
for _, ticket in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, ARGV[2])) do
  ended[#ended + 1] = finish(ticket, 'p', 'pass')
  ended[#ended + 1] = redis.call('HGET', KEYS[5], ticket) or ''
  redis.call('ZREM', KEYS[4], ticket)
  redis.call('HDEL', KEYS[5], ticket)
end

local line = redis.call('HMGET', KEYS[1], 'paused', 'pausedAt', 'inviteMs', 'noShow', 'renewalToldAt')
local pausedAt = tonumber(line[2] or '0')
if line[1] then
  redis.call('HSET', KEYS[1], 'tickAt', now)
end
if line[1] == '0' and now > pausedAt + tonumber(line[3]) then
  local noShow = tonumber(line[4] or '0')
  local late = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, ARGV[2])
  for _, ticket in ipairs(late) do
    finish(ticket, 'x', 'invitation')
    redis.call('ZREM', KEYS[3], ticket)
    noShow = noShow + ARGV[4] * (1 - noShow)
  end
  if #late > 0 then
    redis.call('HSET', KEYS[1], 'noShow', string.format('%.6f', noShow))
  end
end

-- Of more people than this the others hear it by their next look. A notice is of 500 at most.
local renewedMost, perNotice = 5000, 500
local shutMs = doorAfterEpoch(KEYS[1], now)
if line[1] == '0' and shutMs == 0 and pausedAt > tonumber(line[5] or '0') then
  redis.call('HSET', KEYS[1], 'renewalToldAt', pausedAt)
  local renewed = {}
  for _, ticket in ipairs(redis.call('ZRANGE', KEYS[3], 0, renewedMost - 1)) do
    local at = (ticket - 1) * width
    renewed[#renewed + 1] = redis.call('GETRANGE', KEYS[2], at, at + 35)
  end
  for first = 1, #renewed, perNotice do
    local some = { unpack(renewed, first, math.min(#renewed, first + perNotice - 1)) }
    redis.call('PUBLISH', ARGV[3], cjson.encode({ kind = 'invited', accounts = some }))
  end
end

redis.call('ZREMRANGEBYSCORE', KEYS[6], '-inf', now - 60000)
if #told > 0 then
  redis.call('PUBLISH', ARGV[3], cjson.encode({ kind = 'expired', accounts = told }))
end
return ended
