-- Gives accounts their places in the line, each in turn: the place one has while that is live, else a new one at the end.
-- The first join at or after `freezesAt` freezes the lobby, so who joins at that instant stands behind it.
-- KEYS[1] {q:<scheduleId>}:line    hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places  hash: account id -> ticket (order of arrival, from 1); and in a line that asks for
--         identities, `ci:<hash>` -> the account id that joined for this person
-- KEYS[3] {q:<scheduleId>}:roll    string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:events  stream: what happened in the line
-- KEYS[5] {q:<scheduleId>}:presale  zset: ticket -> place number, of those in the presale lane; 0 before the draw
-- ARGV[1] tickets a line has at most
-- ARGV, four for each who joins:
--   account id, 36 characters
--   '1' when the account's address is verified
--   '1' for a place in the presale lane
--   keyed hash of the person's identity, or ''
-- Returns two for each who joins: joined or again with the ticket, else unconfigured, over, not_open, unverified,
-- unidentified, identity_in_line or full with 0.
--#include server/waiting-room/lua/include/freeze-lobby.lua
--#include server/waiting-room/lua/include/epoch.lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
beginEpoch(KEYS[1], KEYS[4], now)
local line = redis.call('HMGET', KEYS[1], 'lobbyOpensAt', 'freezesAt', 'closesAt', 'verifiedOnly', 'issued', 'lobbySize',
  'identityOnly')
local ticketsMost = tonumber(ARGV[1])
local width = 47
local issued = tonumber(line[5] or '0')
local isFrozen = line[6] and true

-- The ticket of an account while it is live: waiting, snoozing, away, invited or inside.
local function liveTicket(account)
  local held = redis.call('HGET', KEYS[2], account)
  if not held then
    return nil
  end
  local at = (held - 1) * width + 36
  return string.find('wzaie', redis.call('GETRANGE', KEYS[3], at, at), 1, true) and tonumber(held)
end

-- Why this account gets no place, or nil.
local function refusal(account, isVerified, identity)
  if now >= tonumber(line[3]) then
    return 'over'
  elseif now < tonumber(line[1]) then
    return 'not_open'
  elseif line[4] == '1' and not isVerified then
    return 'unverified'
  elseif issued >= ticketsMost then
    return 'full'
  elseif line[7] ~= '1' then
    return nil
  elseif identity == '' then
    return 'unidentified'
  end
  local other = redis.call('HGET', KEYS[2], 'ci:' .. identity)
  if other and liveTicket(other) then
    return 'identity_in_line'
  end
  redis.call('HSET', KEYS[2], 'ci:' .. identity, account)
end

local isFirst = true
local function giveTicket(account)
  if isFirst and not isFrozen and now >= tonumber(line[2] or line[3]) then
    freezeLobby(KEYS[1], KEYS[4], now, issued)
    isFrozen = true
  end
  if isFirst then
    noteJoin(KEYS[1], time, issued)
    isFirst = false
  end
  issued = redis.call('HINCRBY', KEYS[1], 'issued', 1)
  redis.call('HINCRBY', KEYS[1], 'waiting', 1)
  redis.call('HSET', KEYS[2], account, issued)
  redis.call('SETRANGE', KEYS[3], (issued - 1) * width, account .. 'w' .. string.format('%010d', time[1]))
  redis.call('XADD', KEYS[4], '*', 'kind', 'joined', 'account', account, 'ticket', issued)
  return issued
end

local function moveToPresale(account, ticket)
  redis.call('ZADD', KEYS[5], isFrozen and ticket or 0, ticket)
  redis.call('HSET', KEYS[1], 'presaleIssued', redis.call('ZCARD', KEYS[5]))
  redis.call('XADD', KEYS[4], '*', 'kind', 'presale', 'account', account, 'ticket', ticket)
end

local function join(account, isVerified, isPresale, identity)
  if not line[1] then
    return 'unconfigured', 0
  end
  local held = liveTicket(account)
  if held then
    return 'again', held
  end
  local reason = refusal(account, isVerified, identity)
  if reason then
    return reason, 0
  end
  local ticket = giveTicket(account)
  if isPresale then
    moveToPresale(account, ticket)
  end
  return 'joined', ticket
end

local replies = {}
for at = 2, #ARGV, 4 do
  local status, ticket = join(ARGV[at], ARGV[at + 1] == '1', ARGV[at + 2] == '1', ARGV[at + 3])
  replies[#replies + 1] = status
  replies[#replies + 1] = ticket
end
return replies
