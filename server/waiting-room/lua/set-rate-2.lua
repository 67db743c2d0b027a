-- Writes how fast people come in at present: the closed loop's answer, or the whole rate again.
-- KEYS[1] {q:<scheduleId>}:line         hash: the line's settings and counters
-- KEYS[2] lease:{q:<scheduleId>}:token  string: the newest fencing token of the line's leader
-- ARGV[1] the caller's fencing token
-- ARGV[2] people a minute, or '' for the whole rate: then the rest is not read
-- ARGV[3] holds_slow, payments_slow or database_busy
-- ARGV[4] since when it is slowed, Unix ms
-- ARGV[5] when it was last cut, Unix ms
-- ARGV[6] when it last moved, Unix ms
-- Returns done, or fenced for a leader that is one no more.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 'fenced'
end
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], 'rateNow', 'slowReason', 'slowedAt', 'rateCutAt', 'rateSteppedAt')
else
  redis.call('HSET', KEYS[1], 'rateNow', ARGV[2], 'slowReason', ARGV[3], 'slowedAt', ARGV[4], 'rateCutAt', ARGV[5],
    'rateSteppedAt', ARGV[6])
end
return 'done'
