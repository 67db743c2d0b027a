-- Reads the places of accounts. Changes nothing.
-- KEYS[1] {q:<scheduleId>}:line     hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:places   hash: account id -> ticket
-- KEYS[3] {q:<scheduleId>}:roll     string: 47 bytes a ticket: account id (36), state (1), seen in Unix seconds (10)
-- KEYS[4] {q:<scheduleId>}:invited  zset: ticket -> when the invitation ends, Unix ms
-- KEYS[5] {q:<scheduleId>}:inside   zset: ticket -> when the pass ends, Unix ms
-- KEYS[6] {q:<scheduleId>}:passes   hash: ticket -> pass id
-- KEYS[7] {q:<scheduleId>}:snoozed  zset: ticket -> when the snooze ends, Unix ms
-- KEYS[8] {q:<scheduleId>}:presale  zset: ticket -> place number, of those in the presale lane; 0 before the draw
-- ARGV    account ids
-- Returns for each {ticket, state letter, seen s, invited until ms, pass until ms, pass id, snoozed until ms, number in the
-- presale lane}; ticket 0 without a place, 0 or '' for what the state does not have. The last is 0 for who is not in
-- that lane and -1 before its draw.
--#include server/waiting-room/lua/include/silence.lua
-- The earliest end of a turn: it begins anew behind each pause.
local turn
local function turnEnd()
  if not turn then
    local line = redis.call('HMGET', KEYS[1], 'pausedAt', 'inviteMs')
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local pausedAt = silenceOf(KEYS[1], now) > 0 and now or tonumber(line[1] or '0')
    turn = pausedAt + tonumber(line[2] or '0')
  end
  return turn
end

local function read(account)
  local ticket = tonumber(redis.call('HGET', KEYS[2], account) or '0')
  if ticket == 0 then
    return { 0, '', 0, 0, 0, '', 0, 0 }
  end
  local at = (ticket - 1) * 47 + 36
  local record = redis.call('GETRANGE', KEYS[3], at, at + 10)
  local state = string.sub(record, 1, 1)
  local invitedUntil, passUntil, pass, snoozedUntil = 0, 0, '', 0
  if state == 'i' then
    invitedUntil = math.max(tonumber(redis.call('ZSCORE', KEYS[4], ticket) or '0'), turnEnd())
  elseif state == 'e' then
    passUntil = tonumber(redis.call('ZSCORE', KEYS[5], ticket) or '0')
    pass = redis.call('HGET', KEYS[6], ticket) or ''
  elseif state == 'z' then
    snoozedUntil = tonumber(redis.call('ZSCORE', KEYS[7], ticket) or '0')
  end
  local rank = redis.call('ZRANK', KEYS[8], ticket)
  local presale = rank and (redis.call('ZCOUNT', KEYS[8], 0, 0) > 0 and -1 or rank + 1) or 0
  return { ticket, state, tonumber(string.sub(record, 2)) or 0, invitedUntil, passUntil, pass, snoozedUntil, presale }
end

local places = {}
for at, account in ipairs(ARGV) do
  places[at] = read(account)
end
return places
