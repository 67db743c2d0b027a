-- Nobody tended the line: Redis could not be reached or was frozen, or no worker was there. It is the same run of Redis
-- as before, so no epoch begins; but nobody can be blamed for what ran out meanwhile, and so it counts as a pause.

-- A line is tended four times a second, and has another leader within about four seconds (the lease lasts three).
local silenceMs = 5000
-- Of a longer silence no more than this is held to nobody's absence.
local unheardMost = 600000

-- For how many milliseconds the line has not been tended, where that is longer than a change of leaders takes; else 0.
local function silenceOf(lineKey, now)
  local silent = now - (redis.call('HGET', lineKey, 'tickAt') or now)
  return silent > silenceMs and silent or 0
end

-- Call behind beginEpoch, before anything of a pause is read. Whoever comes first after a silence, a tick or a person,
-- notes it, and so does whoever comes while it lasts. `tickAt` is moved by expire-places alone, with which a tick begins.
local function noteSilence(lineKey, now)
  local silent = silenceOf(lineKey, now)
  if silent > 0 then
    local pausedAt = tonumber(redis.call('HGET', lineKey, 'pausedAt') or '0')
    redis.call('HSET', lineKey, 'pausedAt', math.max(now, pausedAt), 'silentAt', now,
      'silentMs', math.min(unheardMost, silent))
  end
end

-- For how many milliseconds nobody may have been heard: counts against nobody until they had a minute to say something.
local function restAfterSilence(lineKey, now)
  local line = redis.call('HMGET', lineKey, 'silentAt', 'silentMs')
  return line[1] and now < line[1] + 60000 and tonumber(line[2]) or 0
end
