-- Gives an account its place in the line: the place it has while that is live, else a new one at the end.
-- The first join at or after `freezesAt` freezes the lobby, so who joins at that instant stands behind it.
-- KEYS[1] {q:<scheduleId>}:line    hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places  hash: account id -> ticket (order of arrival, from 1); and in a line that asks for
--         identities, `ci:<hash>` -> the account id that joined for this person
-- KEYS[3] {q:<scheduleId>}:roll    string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:events  stream: what happened in the line
-- KEYS[5] {q:<scheduleId>}:presale  zset: ticket -> place number, of those in the presale lane; 0 before the draw
-- ARGV[1] account id, 36 characters
-- ARGV[2] '1' when the account's address is verified
-- ARGV[3] tickets a line has at most
-- ARGV[4] '1' for a place in the presale lane
-- ARGV[5] keyed hash of the person's identity, or ''
-- Returns {status, ticket}: joined or again with the ticket, else unconfigured, over, not_open, unverified,
-- unidentified, identity_in_line or full with 0.
--#include server/waiting-room/lua/include/freeze-lobby.lua
--#include server/waiting-room/lua/include/epoch.lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
beginEpoch(KEYS[1], KEYS[4], now)
local line = redis.call('HMGET', KEYS[1], 'lobbyOpensAt', 'freezesAt', 'closesAt', 'verifiedOnly', 'issued', 'lobbySize',
  'identityOnly')
if not line[1] then
  return { 'unconfigured', 0 }
end

local width = 47
local issued = tonumber(line[5] or '0')

-- The ticket of an account while it is live: waiting, snoozing, away, invited or inside.
local function liveTicket(account)
  local held = tonumber(redis.call('HGET', KEYS[2], account) or '0')
  local at = (held - 1) * width + 36
  local isLive = held > 0 and string.find('wzaie', redis.call('GETRANGE', KEYS[3], at, at), 1, true)
  return isLive and held or nil
end

local held = liveTicket(ARGV[1])
if held then
  return { 'again', held }
end

if now >= tonumber(line[3]) then
  return { 'over', 0 }
elseif now < tonumber(line[1]) then
  return { 'not_open', 0 }
elseif line[4] == '1' and ARGV[2] ~= '1' then
  return { 'unverified', 0 }
elseif issued >= tonumber(ARGV[3]) then
  return { 'full', 0 }
elseif line[7] == '1' then
  if ARGV[5] == '' then
    return { 'unidentified', 0 }
  end
  local other = redis.call('HGET', KEYS[2], 'ci:' .. ARGV[5])
  if other and liveTicket(other) then
    return { 'identity_in_line', 0 }
  end
  redis.call('HSET', KEYS[2], 'ci:' .. ARGV[5], ARGV[1])
end

if now >= tonumber(line[2] or line[3]) and not line[6] then
  freezeLobby(KEYS[1], KEYS[4], now, issued)
end
noteJoin(KEYS[1], time, issued)
local ticket = redis.call('HINCRBY', KEYS[1], 'issued', 1)
redis.call('HINCRBY', KEYS[1], 'waiting', 1)
redis.call('HSET', KEYS[2], ARGV[1], ticket)
redis.call('SETRANGE', KEYS[3], (ticket - 1) * width, ARGV[1] .. 'w' .. string.format('%010d', time[1]))
redis.call('XADD', KEYS[4], '*', 'kind', 'joined', 'account', ARGV[1], 'ticket', ticket)
if ARGV[4] == '1' then
  local isFrozen = redis.call('HEXISTS', KEYS[1], 'lobbySize') == 1
  redis.call('ZADD', KEYS[5], isFrozen and ticket or 0, ticket)
  redis.call('HSET', KEYS[1], 'presaleIssued', redis.call('ZCARD', KEYS[5]))
  redis.call('XADD', KEYS[4], '*', 'kind', 'presale', 'account', ARGV[1], 'ticket', ticket)
end
return { 'joined', ticket }
