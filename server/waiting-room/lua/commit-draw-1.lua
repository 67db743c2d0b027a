-- Promises the draw of a line: the hash of its seed and the one future round of the beacon, the last that is out three
-- seconds before the opening. Where the opening was moved, a new promise takes the place of the old one, which is kept;
-- once the list is closed nothing changes any more.
-- KEYS[1] {q:<scheduleId>}:line  hash: the line's settings and counters
-- ARGV[1] seed, hex: taken where the line has none yet
-- ARGV[2] SHA-256 of it
-- ARGV[3] drand, local or none
-- ARGV[4] the beacon as JSON, or empty
-- ARGV[5] when its first round came out, Unix ms
-- ARGV[6] milliseconds from one round to the next
-- Returns a status word: committed, same, frozen, or unconfigured.
local line = redis.call('HMGET', KEYS[1], 'opensAt', 'lobbySize', 'beacon', 'beaconRound', 'committedAt', 'earlier',
  'seedHash')
if not line[1] then
  return 'unconfigured'
end
if not line[7] then
  redis.call('HSET', KEYS[1], 'seed', ARGV[1], 'seedHash', ARGV[2])
end
if line[2] then
  return 'frozen'
end
local round = ''
if ARGV[3] ~= 'none' then
  round = string.format('%.0f', math.max(1, math.floor((line[1] - 3000 - ARGV[5]) / ARGV[6]) + 1))
end
if line[3] == ARGV[4] and line[4] == round then
  return 'same'
end
if line[4] then
  local earlier = cjson.decode(line[6] or '[]')
  earlier[#earlier + 1] = { round = line[4], at = line[5] }
  redis.call('HSET', KEYS[1], 'earlier', cjson.encode(earlier))
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'beacon', ARGV[4], 'beaconRound', round, 'committedAt',
  time[1] * 1000 + math.floor(time[2] / 1000))
return 'committed'
