-- Reads a partition's next entries for a consumer, oldest first: those that were taken and not acknowledged before any
-- new one. Whether there are such is asked of the stream and not remembered by who reads: an answer may be lost, and its
-- command sent again, without anybody noticing.
-- KEYS[1] bus:{<p>}:events  the stream
-- KEYS[2] bus:{<p>}:head    hash: token, the largest fencing token that has written or read
-- ARGV[1] the caller's fencing token    ARGV[2] the consumer, which is the group    ARGV[3] the worker
-- ARGV[4] how many at most
-- Returns {'taken', entries} or {'stale'} when another worker leads the partition by now.
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
return { 'taken', reply and reply[1] and reply[1][2] or {} }
