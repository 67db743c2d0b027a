-- Who is called and never comes.

-- How likely an invitation of an age still brings somebody, beside a fresh one: who comes does so after `enterMs` on
-- average, so the longer it lies there the likelier nobody is behind it. By Bayes, from the share of no-shows (some
-- there always are) and an exponential wait; a tenth at least.
local function freshness(ageMs, share, enterMs)
  local some = math.max(0.05, share)
  local left = (1 - some) * math.exp(-ageMs / enterMs)
  return math.max(0.1, left / (left + some) / (1 - some))
end

-- How many of the invited will still come, the share of no-shows to reckon with, at most a half, and how many wait at
-- the door. `smoothed` is that of the invitations that ended, so a minute old; the invitations that lie there by now,
-- beside who entered in the same minute, say it earlier. They are counted by sixths of the time that an invitation
-- lasts. Who was told to wait a moment at the door (`enter-line`) counts whole, and everybody does within that time
-- after a pause.
local function expectComing(invitedKey, entered, now, invite, smoothed)
  local counts, all = {}, 0
  for sixth = 1, 6 do
    local newest = now + invite.ms * (1 - (sixth - 1) / 6)
    local oldest = sixth < 6 and '(' .. now + invite.ms * (1 - sixth / 6) or '-inf'
    counts[sixth] = redis.call('ZCOUNT', invitedKey, oldest, newest)
    all = all + counts[sixth]
  end
  local waitAtDoor = redis.call('ZCARD', invitedKey) - all
  local share = math.min(0.5, smoothed)
  if invite.wasPaused then
    return waitAtDoor + all, share, waitAtDoor
  end
  local function fresh()
    local sum = 0
    for sixth, count in ipairs(counts) do
      sum = sum + count * freshness(invite.ms * (sixth - 1) / 6, share, invite.enterMs)
    end
    return sum
  end
  -- Twice, for the first answer sharpens the second. The ten keep a handful from saying much.
  for _ = 1, 2 do
    local ghosts = all - fresh()
    share = math.min(0.5, math.max(share, ghosts / (ghosts + entered + 10)))
  end
  return waitAtDoor + fresh() * (1 - share), share, waitAtDoor
end

-- A crowd at the door is what was called too much: more than three seconds of it slow the calls, ten halve them.
local function slowForDoor(pacePerMs, atDoor)
  local crowdedMs = math.max(0, atDoor / pacePerMs - 3000)
  return pacePerMs * math.max(0.5, 1 - crowdedMs / 14000)
end
