-- What of the last seconds of a Redis was lost with a crash or a failover, no command can know. So every script that
-- gives something out asks the server which history it writes (its replication id: another one after each restart and
-- each failover; INFO, 2 us), and at another one than the line's begins a new epoch: what follows stands clear of
-- whatever may have been given out and forgotten.

-- Acknowledged writes that may be gone: `everysec` syncs each second and waits at most two more for a slow disk.
local lostSeconds = 4
-- Two crashes within this many seconds: the first one's epoch may be among what the second one lost.
local repeatSeconds = 10
-- Tickets skipped at least, for a rush that began unseen (as many again for each second since the last join, so that a
-- second crash stands elsewhere than the first), and at most, so that the line steps over them in seconds.
local jumpLeast, jumpMost = 500, 100000
-- The door stays shut while people present their join tokens, and nobody is passed over for not having been heard.
local shutMs, restMost = 1500, 600000

-- Counts joins by the second, for the jump. `time` is TIME's reply.
local function noteJoin(lineKey, time, issued)
  if redis.call('HGET', lineKey, 'joinSecond') == time[1] then
    return
  end
  local noted = redis.call('HMGET', lineKey, 'joinSecond', 'joinFrom', 'joinPeak')
  local ago = time[1] - (noted[1] or time[1])
  local peak = math.max(issued - (noted[2] or issued), (noted[3] or 0) * 0.8 ^ ago)
  redis.call('HSET', lineKey, 'joinSecond', time[1], 'joinFrom', issued, 'joinPeak', string.format('%.1f', peak))
end

local function jumpOf(line, now)
  local issued = tonumber(line.issued or '0')
  local perSecond = math.max(tonumber(line.joinPeak or '0'), issued - tonumber(line.joinFrom or issued))
  local since = math.max(0, now / 1000 - tonumber(line.joinSecond or now / 1000))
  local repeated = math.min(since, repeatSeconds)
  -- In a line that is quiet for longer the seconds go round: two crashes are closer than that.
  local apart = since > repeatSeconds and repeatSeconds + since % repeatSeconds or since
  local unseen, seen = jumpLeast * (1 + apart), 2 * perSecond * (lostSeconds + repeated)
  return math.min(jumpMost, math.ceil(unseen + seen))
end

-- Call before anything of the line is read.
local function beginEpoch(lineKey, eventsKey, now)
  local known = redis.call('HGET', lineKey, 'run')
  local info = redis.call('INFO', 'replication')
  if known and string.find(info, 'master_replid:' .. known, 1, true) then
    return
  end
  local run = string.match(info, 'master_replid:(%x+)')
  local flat, line = redis.call('HGETALL', lineKey), {}
  for i = 1, #flat, 2 do
    line[flat[i]] = flat[i + 1]
  end
  if not line.opensAt then
    return
  elseif not known then
    redis.call('HSET', lineKey, 'run', run, 'epoch', 1)
    return
  end
  local canJoin = now >= tonumber(line.lobbyOpensAt) and now < tonumber(line.closesAt)
  local jump = canJoin and jumpOf(line, now) or 0
  local alive = math.max(tonumber(line.tokensAt or '0'), tonumber(line.joinSecond or '0') * 1000)
  local rest = alive > 0 and math.min(restMost, math.max(0, now - alive)) or 0
  local shutUntil = now + shutMs
  redis.call('HSET', lineKey, 'run', run, 'epoch', (line.epoch or 1) + 1, 'epochAt', now, 'shutUntil', shutUntil,
    'pausedAt', shutUntil, 'restMs', rest,
    'lostEntries', math.ceil(line.ratePerMinute / 60 * (lostSeconds + 1)))
  -- An empty lobby stays one: the tickets that are skipped are nobody's.
  if not line.lobbySize and not line.issued and now >= tonumber(line.freezesAt or line.opensAt) then
    redis.call('HSET', lineKey, 'lobbySize', 0, 'frozenAt', now)
  end
  local issued = redis.call('HINCRBY', lineKey, 'issued', jump)
  redis.call('XADD', eventsKey, '*', 'kind', 'epoch', 'epoch', (line.epoch or 1) + 1, 'kept', issued - jump, 'issued', issued)
end

-- For how many milliseconds the door is still shut, and how many entries of the last minute may have been forgotten
-- (they are paced: a second's burst and the pace). Both 0 when the last epoch is long ago.
local function doorAfterEpoch(lineKey, now)
  local line = redis.call('HMGET', lineKey, 'shutUntil', 'epochAt', 'lostEntries')
  if not line[1] or now > line[2] + 60000 then
    return 0, 0
  end
  return math.max(0, line[1] - now), tonumber(line[3])
end

-- For how many milliseconds nobody could be heard: counts against nobody until they had a minute to say something.
local function restAfterEpoch(lineKey, now)
  local line = redis.call('HMGET', lineKey, 'epochAt', 'restMs')
  return line[1] and now < line[1] + 60000 and tonumber(line[2]) or 0
end
