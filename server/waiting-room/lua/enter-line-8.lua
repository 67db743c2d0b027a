-- Lets an invited person in, when capacity and rate allow it at this instant. Entering again answers the same.
-- An invitation that could not be used for our reasons (pause, outage, no free slot, rate) starts its time anew.
-- KEYS[1] {q:<scheduleId>}:line     hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places   hash: account id -> ticket
-- KEYS[3] {q:<scheduleId>}:roll     string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:invited  zset: ticket -> when the invitation ends, Unix ms
-- KEYS[5] {q:<scheduleId>}:inside   zset: ticket -> when the pass ends, Unix ms
-- KEYS[6] {q:<scheduleId>}:passes   hash: ticket -> pass id
-- KEYS[7] {q:<scheduleId>}:entries  zset: ticket -> when it entered, Unix ms, of the last minute
-- KEYS[8] {q:<scheduleId>}:events   stream: what happened in the line
-- ARGV[1] account id
-- ARGV[2] id of the pass to give
-- ARGV[3] channel of notices to people
-- ARGV[4] weight of one outcome in the smoothed share of no-shows, 0..1
-- Returns {status, ms, pass id}: entered or inside with the pass's end (Unix ms) and id; full, busy or paused with
-- the wait in ms until it is worth asking again; none, waiting, lapsed or over with 0.
--#include server/waiting-room/lua/include/epoch.lua
--#include server/waiting-room/lua/include/silence.lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
beginEpoch(KEYS[1], KEYS[8], now)
noteSilence(KEYS[1], now)
local line = redis.call('HMGET', KEYS[1], 'closesAt', 'paused', 'ratePerMinute', 'capacity', 'passMs', 'inviteMs',
  'noShow', 'pausedAt', 'rateNow', 'pacedTo', 'doorAt', 'enterMs')
local ticket = redis.call('HGET', KEYS[2], ARGV[1])
if not ticket or not line[1] then
  return { 'none', 0, '' }
end
local at = (ticket - 1) * 47 + 36
local state = redis.call('GETRANGE', KEYS[3], at, at)
if state == 'e' then
  local ends = tonumber(redis.call('ZSCORE', KEYS[5], ticket))
  return { 'inside', ends, redis.call('HGET', KEYS[6], ticket) }
elseif state ~= 'i' then
  local answers = { w = 'waiting', a = 'waiting', x = 'lapsed', p = 'lapsed' }
  return { answers[state] or 'none', 0, '' }
end

local inviteMs = tonumber(line[6])
local ends = tonumber(redis.call('ZSCORE', KEYS[4], ticket))
if now >= tonumber(line[1]) then
  return { 'over', 0, '' }
elseif now > math.max(ends, tonumber(line[8] or '0') + inviteMs) then
  return { 'lapsed', 0, '' }
end

local function later(status, wait)
  redis.call('ZADD', KEYS[4], now + wait + inviteMs, ticket)
  return { status, wait, '' }
end

local rate, capacity = tonumber(line[3]), tonumber(line[4])
local inside = redis.call('ZCARD', KEYS[5])
local shutMs, lost = doorAfterEpoch(KEYS[1], now)
local entries = redis.call('ZCOUNT', KEYS[7], now - 60000, '+inf')
-- Bursts of at most a second's worth, at the rate of this moment: the closed loop's, where it slows the line. Each entry
-- moves `pacedTo` on by its share of a minute, and the door is open while that is less than a second ahead (the generic
-- cell rate algorithm), so that a moment in which nobody asked is made up for in the next.
local pace = math.min(rate, tonumber(line[9] or rate))
local shareMs = 60000 / pace
local paced = tonumber(line[10] or now)
paced = math.max(now, math.min(paced, now + math.max(1000, shareMs)))
local earlyMs = math.ceil(paced - now - math.max(0, 1000 - shareMs))
-- Who finds no room comes back one after the other, at the pace, so that a crowd at the door asks once a turn and not
-- all of it each second. Nobody waits for longer than ten seconds, behind which they are spread over the last five,
-- unless the whole minute's rate is used up for longer.
local function laterInTurn(status, wait)
  local door = tonumber(line[11] or '0')
  local at = math.ceil(math.max(now + wait, door + shareMs))
  if at > now + 10000 and wait < 10000 then
    return later(status, 5000 + ticket * 7919 % 5000)
  end
  redis.call('HSET', KEYS[1], 'doorAt', at)
  return later(status, at - now)
end
if line[2] == '1' then
  return later('paused', 5000)
elseif shutMs > 0 then
  return later('paused', shutMs)
elseif inside >= capacity then
  return laterInTurn('full', 1000)
elseif entries + lost >= rate then
  local first = math.max(0, entries + lost - rate)
  local oldest = redis.call('ZRANGEBYSCORE', KEYS[7], now - 60000, '+inf', 'WITHSCORES', 'LIMIT', first, 1)
  return laterInTurn('busy', oldest[2] and tonumber(oldest[2]) + 60001 - now or 5000)
elseif earlyMs > 0 then
  return laterInTurn('busy', earlyMs)
end

local passUntil = now + tonumber(line[5])
local noShow = tonumber(line[7] or '0')
redis.call('ZREM', KEYS[4], ticket)
redis.call('ZADD', KEYS[5], passUntil, ticket)
redis.call('HSET', KEYS[6], ticket, ARGV[2])
redis.call('ZADD', KEYS[7], now, ticket)
redis.call('SETRANGE', KEYS[3], at, 'e')
-- How long people take to come, of those who were not asked to wait at the door.
local took = now + inviteMs - ends
local enterMs = tonumber(line[12] or '10000')
redis.call('HSET', KEYS[1], 'pacedTo', string.format('%.3f', paced + shareMs),
  'noShow', string.format('%.6f', noShow * (1 - ARGV[4])),
  'enterMs', string.format('%.0f', took < 0 and enterMs or math.max(1, enterMs + (took - enterMs) * ARGV[4])))
redis.call('XADD', KEYS[8], '*', 'kind', 'entered', 'account', ARGV[1], 'ticket', ticket, 'pass', ARGV[2],
  'at', now, 'inside', inside + 1, 'capacity', capacity, 'minute', entries + 1, 'rate', rate)
redis.call('PUBLISH', ARGV[3], cjson.encode({ kind = 'entered', accounts = { ARGV[1] } }))
return { 'entered', passUntil, ARGV[2] }
