-- Says that a worker lives, and shares the partitions evenly among the workers that do: worker number i of n, by id,
-- leads each partition p with p % n = i. One that it leads and should not, it keeps until it gives it back.
-- KEYS[1] {bus}:workers  sorted set: worker -> when it was last heard of, Redis's clock in ms
-- KEYS[2] {bus}:leases   hash: <p>:holder -> worker, <p>:until -> ms, <p>:token -> fencing token, which grows by one
--                        with every change of holder and stays
-- ARGV[1] the worker    ARGV[2] how long a lease lasts in ms; 0 to leave    ARGV[3] how many partitions there are
-- ARGV[4…] partitions that the worker gives back if they are not its own
-- Returns a list of {partition, token, 1 when it is the worker's share or 0 when it is to give it back}.
local worker, lease_ms, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if lease_ms == 0 then
  redis.call('ZREM', KEYS[1], worker)
else
  redis.call('ZADD', KEYS[1], now, worker)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - lease_ms)
end
local workers = redis.call('ZRANGE', KEYS[1], 0, -1)
table.sort(workers)
local given = {}
for i = 4, #ARGV do
  given[tonumber(ARGV[i])] = true
end
local led = {}
for p = 0, count - 1 do
  local holder, ends = unpack(redis.call('HMGET', KEYS[2], p .. ':holder', p .. ':until'))
  local is_share = workers[p % math.max(#workers, 1) + 1] == worker
  local holds = holder == worker and tonumber(ends) > now
  if holds and (lease_ms == 0 or (given[p] and not is_share)) then
    redis.call('HDEL', KEYS[2], p .. ':holder', p .. ':until')
  elseif holds or (is_share and (not holder or tonumber(ends) <= now)) then
    if not holds then
      redis.call('HINCRBY', KEYS[2], p .. ':token', 1)
    end
    redis.call('HSET', KEYS[2], p .. ':holder', worker, p .. ':until', now + lease_ms)
    led[#led + 1] = { p, tonumber(redis.call('HGET', KEYS[2], p .. ':token')), is_share and 1 or 0 }
  end
end
return led
