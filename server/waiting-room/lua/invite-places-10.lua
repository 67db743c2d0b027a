-- Invites the next people: as many as the rate has paced out and as fit the free slots, both grown by a bounded
-- factor that makes up for no-shows. First those who came back, by number, then the line from its cursor on.
-- Who is away is passed over, and so is who snoozes. Also freezes the lobby when that is due.
-- KEYS[1] {q:<scheduleId>}:line      hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:roll      string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[3] {q:<scheduleId>}:invited   zset: ticket -> when the invitation ends, Unix ms
-- KEYS[4] {q:<scheduleId>}:inside    zset: ticket -> when the pass ends, Unix ms
-- KEYS[5] {q:<scheduleId>}:passed    zset: ticket -> place number, of those passed over while away or snoozing
-- KEYS[6] {q:<scheduleId>}:returned  zset: ticket -> place number, of those who came back and go first
-- KEYS[7] {q:<scheduleId>}:events    stream: what happened in the line
-- KEYS[8] lease:{q:<scheduleId>}:token  string: the newest fencing token of the line's leader
-- KEYS[9] {q:<scheduleId>}:presale   zset: ticket -> place number, of those in the presale lane; 0 before the draw
-- KEYS[10] {q:<scheduleId>}:entries  zset: ticket -> when it entered, Unix ms, of the last minute
-- ARGV[1] the caller's fencing token
-- ARGV[2] channel of notices to people
-- ARGV[3] the cursor (last place number that had its turn) from which the caller reckoned the tickets
-- ARGV[4..] tickets of the place numbers cursor + 1, cursor + 2, ..., in that order
-- Returns {status, cursor, issued, lobby size, wanted}: fenced, over or paused with zeros; closed before the opening
-- and drawing until the lobby is drawn, with issued and the lobby size (-1 before the freeze); else open:
-- wanted > 0 says how many more could be invited now, when the caller gives more tickets.
--#include server/waiting-room/lua/include/presence.lua
--#include server/waiting-room/lua/include/no-shows.lua
--#include server/waiting-room/lua/include/lanes.lua
--#include server/waiting-room/lua/include/freeze-lobby.lua
--#include server/waiting-room/lua/include/epoch.lua
--#include server/waiting-room/lua/include/silence.lua
if redis.call('GET', KEYS[8]) ~= ARGV[1] then
  return { 'fenced', 0, 0, 0, 0 }
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
beginEpoch(KEYS[1], KEYS[7], now)
noteSilence(KEYS[1], now)
local line = redis.call('HMGET', KEYS[1], 'opensAt', 'closesAt', 'paused', 'ratePerMinute', 'capacity', 'inviteMs',
  'graceMs', 'issued', 'lobbySize', 'cursor', 'noShow', 'tokens', 'tokensAt', 'moved', 'movedAt',
  'graceMsMax', 'graceMsPerAhead', 'freezesAt', 'drawKey', 'enterMs', 'pausedAt')
if not line[1] or now >= tonumber(line[2]) then
  return { 'over', 0, 0, 0, 0 }
end
local issued, lobbySize = tonumber(line[8] or '0'), tonumber(line[9] or '-1')
if lobbySize < 0 and now >= tonumber(line[18] or line[1]) then
  lobbySize = freezeLobby(KEYS[1], KEYS[7], now, issued)
end
if now < tonumber(line[1]) or (lobbySize > 0 and not line[19]) then
  return { now < tonumber(line[1]) and 'closed' or 'drawing', 0, issued, lobbySize, 0 }
end
if line[3] == '1' or doorAfterEpoch(KEYS[1], now) > 0 then
  redis.call('HSET', KEYS[1], 'pausedAt', now, 'tokens', 0, 'tokensAt', now)
  return { 'paused', 0, 0, 0, 0 }
end

local cursor = tonumber(line[10] or '0')
local invite = { ms = tonumber(line[6]), enterMs = tonumber(line[20] or '10000') }
invite.wasPaused = now < tonumber(line[21] or '0') + invite.ms
local entered = redis.call('ZCOUNT', KEYS[10], now - 60000, '+inf')
local coming, noShow, atDoor = expectComing(KEYS[3], entered, now, invite, tonumber(line[11] or '0'))
local factor = 1 / (1 - noShow)
local rateNow = tonumber(redis.call('HGET', KEYS[1], 'rateNow') or line[4])
local perMs = slowForDoor(math.min(tonumber(line[4]), rateNow) / 60000, atDoor) * factor
local burst = math.max(1, perMs * 1000)
local tokens = math.min(burst, tonumber(line[12] or burst) + (now - (line[13] or now)) * perMs)
local free = tonumber(line[5]) - redis.call('ZCARD', KEYS[4])
local room = math.floor((free - coming) * factor)
local wanted = math.max(0, math.min(math.floor(tokens), room))

local width, told, gone, deadline = 47, {}, 0, now + invite.ms
local grace = { line[7], line[16], line[17] }
local unheardMs = math.max(restAfterEpoch(KEYS[1], now), restAfterSilence(KEYS[1], now))

-- Gives a ticket its turn. Who left, or had a turn, is stepped over; who snoozes has it on waking.
local function call(ticket, number)
  local at = (ticket - 1) * width
  local record = redis.call('GETRANGE', KEYS[2], at, at + width - 1)
  local state = string.sub(record, 37, 37)
  if state == 'z' then
    redis.call('ZADD', KEYS[5], number, ticket)
  end
  if state ~= 'w' then
    return
  end
  local account = string.sub(record, 1, 36)
  local here = is_here(KEYS[1], now - unheardMs, tonumber(string.sub(record, 38)), number, grace)
  redis.call('ZADD', here and KEYS[3] or KEYS[5], here and deadline or number, ticket)
  redis.call('SETRANGE', KEYS[2], at + 36, here and 'i' or 'a' .. time[1])
  redis.call('XADD', KEYS[7], '*', 'kind', here and 'invited' or 'passed', 'account', account, 'ticket', ticket,
    'number', number)
  gone = gone + 1
  if here then
    told[#told + 1] = account
  end
end

callReturned(KEYS[6], told, wanted, call)
local from, turn = cursor, ARGV[3] == tostring(cursor) and 4 or #ARGV + 1
local presale = openPresale(KEYS[1], KEYS[9])
local function stepGeneral()
  local ticket = ARGV[turn]
  if not ticket then
    return false
  end
  turn, cursor = turn + 1, cursor + 1
  if not (presale.exists and redis.call('ZSCORE', KEYS[9], ticket)) then
    call(ticket, cursor)
  end
  return true
end
takeTurns(presale, told, wanted, call, stepGeneral, function() return cursor >= issued end)

local faded = math.exp((tonumber(line[15] or now) - now) / 30000)
local moved = tonumber(line[14] or '0') * faded + cursor - from
closePresale(KEYS[1], presale, faded)
redis.call('HSET', KEYS[1], 'cursor', cursor, 'tokens', string.format('%.6f', tokens - #told), 'tokensAt', now,
  'moved', string.format('%.3f', moved), 'movedAt', now, trail_field(time[1]), cursor)
if gone > 0 then
  redis.call('HINCRBY', KEYS[1], 'waiting', -gone)
end
if #told > 0 then
  redis.call('PUBLISH', ARGV[2], cjson.encode({ kind = 'invited', accounts = told }))
end
return { 'open', cursor, issued, lobbySize, wanted - #told }
