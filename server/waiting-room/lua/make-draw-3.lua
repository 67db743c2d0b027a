-- Draws a frozen lobby: writes the key that orders it, once. Whoever reckoned it from another list, or leads the line no
-- more, changes nothing.
-- KEYS[1] {q:<scheduleId>}:line         hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:events       stream: what happened in the line
-- KEYS[3] lease:{q:<scheduleId>}:token  string: the newest fencing token of the line's leader
-- ARGV[1] the caller's fencing token
-- ARGV[2] how many are in the lobby
-- ARGV[3] root of the list, hex
-- ARGV[4] key of the draw, hex
-- ARGV[5] beacon or operator: who could not, and who could, have chosen among outcomes
-- ARGV[6] the beacon's signature, hex, or empty
-- Returns a status word: drawn (now or before), fenced, early, or other when the list is not the one that was published.
if redis.call('GET', KEYS[3]) ~= ARGV[1] then
  return 'fenced'
end
local line = redis.call('HMGET', KEYS[1], 'opensAt', 'lobbySize', 'root', 'drawKey')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if line[4] then
  return 'drawn'
elseif now < tonumber(line[1]) then
  return 'early'
elseif line[2] ~= ARGV[2] or (line[3] or '') ~= ARGV[3] then
  return 'other'
end
redis.call('HSET', KEYS[1], 'drawKey', ARGV[4], 'drawTrust', ARGV[5], 'beaconSignature', ARGV[6], 'drawnAt', now)
redis.call('XADD', KEYS[2], '*', 'kind', 'drawn', 'lobbySize', line[2], 'trust', ARGV[5])
return 'drawn'
