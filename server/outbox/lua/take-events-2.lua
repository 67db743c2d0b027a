-- Reads a partition's next entries for a consumer, oldest first: those that were taken and not acknowledged before any
-- new one. Whether there are such is asked of the stream and not remembered by who reads: an answer may be lost, and its
-- command sent again, without anybody noticing.
-- KEYS[1] bus:{<p>}:events  the stream
-- KEYS[2] bus:{<p>}:head    hash: token, the largest fencing token that has written or read
-- ARGV[1] the caller's fencing token    ARGV[2] the consumer, which is the group    ARGV[3] the worker
-- ARGV[4] how many at most    ARGV[5…] the types of event that the consumer wants
-- An entry that has none of these is acknowledged here and not answered: in a rush most consumers want nothing of it.
-- Returns {'taken', entries}, {'more'} when all that was read was passed over and there may be others, or {'stale'} when
-- another worker leads the partition by now.
local token = tonumber(ARGV[1])
if tonumber(redis.call('HGET', KEYS[2], 'token') or '0') > token then
  return { 'stale' }
end
redis.call('HSET', KEYS[2], 'token', token)

local function read(from)
  return redis.pcall('XREADGROUP', 'GROUP', ARGV[2], ARGV[3], 'COUNT', ARGV[4], 'STREAMS', KEYS[1], from)
end

-- Whoever took them: a dead worker's lease is over, and the token keeps it from reading on.
local function claim()
  local cursor = '0-0'
  repeat
    local reply = redis.pcall('XAUTOCLAIM', KEYS[1], ARGV[2], ARGV[3], 0, cursor, 'COUNT', 1000, 'JUSTID')
    if reply.err then
      return
    end
    cursor = reply[1]
  until cursor == '0-0'
end

local from = '>'
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[2])
if not pending.err and pending[1] > 0 then
  claim()
  from = '0'
end
local reply = read(from)
if reply and reply.err and string.find(reply.err, 'NOGROUP', 1, true) then
  -- A new consumer, or a Redis that lost its data.
  redis.call('XGROUP', 'CREATE', KEYS[1], ARGV[2], '0', 'MKSTREAM')
  reply = read(from)
end
if reply and reply.err then
  return reply
end

local is_wanted = {}
for i = 5, #ARGV do
  is_wanted[ARGV[i]] = true
end
-- One that says no types, as an older program or an event without one leaves it, is everybody's.
local function wants(types)
  if not types or types == '' then
    return true
  end
  for each in string.gmatch(types, '[^,]+') do
    if is_wanted[each] then
      return true
    end
  end
  return false
end

local entries, wanted, passed = reply and reply[1] and reply[1][2] or {}, {}, {}
for _, entry in ipairs(entries) do
  if wants(entry[2][6]) then
    wanted[#wanted + 1] = entry
  else
    passed[#passed + 1] = entry[1]
  end
end
if #passed > 0 then
  redis.call('XACK', KEYS[1], ARGV[2], unpack(passed))
end
if #wanted == 0 and #passed > 0 and (from == '0' or #passed == tonumber(ARGV[4])) then
  return { 'more' }
end
return { 'taken', wanted }
