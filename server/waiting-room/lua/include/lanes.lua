-- The two lanes of a line: general, and presale for who came with a code. One line, one draw, one set of numbers; the
-- presale lane is those of its people who are in the zset `presale` (ticket -> place number, 0 until the lobby is
-- drawn), in the order of their numbers.

-- How many of its people one run calls up at most, the absent among them.
local presaleSteps = 120

-- Those who came back go first, whatever their lane: their turn has been.
local function callReturned(returnedKey, told, wanted, call)
  while #told < wanted do
    local first = redis.call('ZPOPMIN', returnedKey)
    if not first[1] then
      return
    end
    call(first[1], first[2])
  end
end

-- The presale lane as a run of invitations finds it. Closed while numbers of the lobby are still being written.
local function openPresale(lineKey, presaleKey)
  local kept = redis.call('HMGET', lineKey, 'presaleShare', 'presaleDue', 'presaleCursor', 'presaleTurn')
  return {
    key = presaleKey,
    exists = redis.call('EXISTS', presaleKey) == 1,
    isClosed = redis.call('ZCOUNT', presaleKey, 0, 0) > 0,
    share = tonumber(kept[1] or '0'),
    due = tonumber(kept[2] or '0'),
    cursor = tonumber(kept[3] or '0'),
    turn = tonumber(kept[4] or '0'),
    steps = 0,
  }
end

-- Calls up the next of the presale lane; false when there is nobody.
local function stepPresale(lane, call)
  if not lane.exists or lane.isClosed or lane.steps >= presaleSteps then
    return false
  end
  local after = redis.call('ZRANGEBYSCORE', lane.key, '(' .. lane.cursor, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if not after[1] then
    return false
  end
  lane.steps, lane.turn, lane.cursor = lane.steps + 1, lane.turn + 1, tonumber(after[2])
  call(after[1], after[2])
  return true
end

-- Shares `wanted` invitations: of each, the presale lane is due its share, and goes first once a whole one is due. What
-- one lane has nobody for goes to the other, and neither saves up more than one. `stepGeneral` answers false without tickets, and
-- `isGeneralOver` whether that is because nobody is left. `told` grows by who was invited.
local function takeTurns(lane, told, wanted, call, stepGeneral, isGeneralOver)
  local function invite(step)
    local before = #told
    while #told == before do
      if not step() then
        return false
      end
    end
    return true
  end
  local function presale()
    return stepPresale(lane, call)
  end
  while #told < wanted do
    local due = lane.due + lane.share
    if due >= 0.999999 and invite(presale) then
      lane.due = due - 1
    elseif invite(stepGeneral) then
      lane.due = math.min(1, due)
    elseif isGeneralOver() and invite(presale) then
      lane.due = math.max(0, due - 1)
    else
      return
    end
  end
end

local function closePresale(lineKey, lane, faded)
  if lane.exists then
    redis.call('HSET', lineKey, 'presaleDue', string.format('%.6f', lane.due), 'presaleCursor', lane.cursor,
      'presaleTurn', lane.turn, 'presaleMoved',
      string.format('%.3f', tonumber(redis.call('HGET', lineKey, 'presaleMoved') or '0') * faded + lane.steps))
  end
end
