-- Gives back a place that Redis lost, to whom a verified join token says it was given: the same ticket, so the same
-- number. Only where nothing is known of that ticket: who left it, or had its turn, has a record that says so. A place
-- taken anew since the loss is given up for it.
-- KEYS[1] {q:<scheduleId>}:line      hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places    hash: account id -> ticket; `ci:<hash>` -> account id, in a line that asks for identities
-- KEYS[3] {q:<scheduleId>}:roll      string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:passed    zset: ticket -> place number, of those passed over while away or snoozing
-- KEYS[5] {q:<scheduleId>}:returned  zset: ticket -> place number, of those who came back and go first
-- KEYS[6] {q:<scheduleId>}:snoozed   zset: ticket -> when the snooze ends, Unix ms
-- KEYS[7] {q:<scheduleId>}:events    stream: what happened in the line
-- KEYS[8] {q:<scheduleId>}:presale   zset: ticket -> place number, of those in the presale lane; 0 before the draw
-- ARGV[1] account id
-- ARGV[2] ticket, as the token says
-- ARGV[3] the ticket's place number as the caller reckoned it, 0 before the draw
-- ARGV[4] tickets a line has at most
-- ARGV[5] '1' for a place in the presale lane
-- ARGV[6] keyed hash of the person's identity, or ''
-- Returns a status: reinstated; kept when the account has that ticket, or is invited or inside with another; taken when
-- the ticket has a record, the account's turn came with a later one, or the person has a place with another account by
-- now; drawn when the lobby was drawn and the caller knew no number; unidentified, over, unconfigured.
--#include server/waiting-room/lua/include/epoch.lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
beginEpoch(KEYS[1], KEYS[7], now)
local line = redis.call('HMGET', KEYS[1], 'closesAt', 'issued', 'cursor', 'lobbySize', 'drawKey', 'presaleCursor',
  'identityOnly')
local ticket, width = tonumber(ARGV[2]), 47
if not line[1] then
  return 'unconfigured'
elseif now >= tonumber(line[1]) then
  return 'over'
end

local function stateOf(held)
  return redis.call('GETRANGE', KEYS[3], (held - 1) * width + 36, (held - 1) * width + 36)
end

local held = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
local state = held > 0 and stateOf(held) or ''
if held == ticket or state == 'i' or state == 'e' then
  return 'kept'
end
local isWaiting = state == 'w' or state == 'a' or state == 'z'
local there = stateOf(ticket)
if held > ticket and not isWaiting then
  return 'taken'
elseif ticket > tonumber(ARGV[4]) or (there ~= '' and there ~= '\0') then
  return 'taken'
end
local lobbySize = tonumber(line[4] or '-1')
local number = ticket > lobbySize and ticket or tonumber(ARGV[3])
if number == 0 and line[5] then
  return 'drawn'
end

if line[7] == '1' then
  local person = 'ci:' .. ARGV[6]
  local other = redis.call('HGET', KEYS[2], person)
  local theirs = other and other ~= ARGV[1] and tonumber(redis.call('HGET', KEYS[2], other) or '0') or 0
  if ARGV[6] == '' then
    return 'unidentified'
  elseif theirs > 0 and string.find('wzaie', stateOf(theirs), 1, true) then
    return 'taken'
  end
  redis.call('HSET', KEYS[2], person, ARGV[1])
end

if isWaiting then
  redis.call('HINCRBY', KEYS[1], 'waiting', state == 'w' and -1 or 0)
  redis.call('ZREM', KEYS[4], held)
  redis.call('ZREM', KEYS[5], held)
  redis.call('ZREM', KEYS[6], held)
  redis.call('SETRANGE', KEYS[3], (held - 1) * width + 36, 'l')
  redis.call('XADD', KEYS[7], '*', 'kind', 'left', 'account', ARGV[1], 'ticket', held, 'reason', 'reinstated')
end
redis.call('SETRANGE', KEYS[3], (ticket - 1) * width, ARGV[1] .. 'w' .. string.format('%010d', time[1]))
redis.call('HSET', KEYS[2], ARGV[1], ticket)
redis.call('HINCRBY', KEYS[1], 'waiting', 1)
-- The list's tree grows anew from this ticket's block.
local blocks = tonumber(redis.call('HGET', KEYS[1], 'treeBlocks') or '0')
redis.call('HSET', KEYS[1], 'treeBlocks', math.min(blocks, math.floor((ticket - 1) / 256)))
redis.call('HINCRBY', KEYS[1], 'treeChanges', 1)
if tonumber(line[2] or '0') < ticket then
  redis.call('HSET', KEYS[1], 'issued', ticket)
end
if ARGV[5] == '1' then
  redis.call('ZADD', KEYS[8], number, ticket)
  redis.call('HSET', KEYS[1], 'presaleIssued', redis.call('ZCARD', KEYS[8]))
  redis.call('XADD', KEYS[7], '*', 'kind', 'presale', 'account', ARGV[1], 'ticket', ticket)
end
-- Its number has had its turn: first in the next one.
local cursor = tonumber(line[ARGV[5] == '1' and 6 or 3] or '0')
if lobbySize >= 0 and number > 0 and number <= cursor then
  redis.call('ZADD', KEYS[5], number, ticket)
end
redis.call('XADD', KEYS[7], '*', 'kind', 'reinstated', 'account', ARGV[1], 'ticket', ticket)
return 'reinstated'
