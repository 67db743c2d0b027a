-- Publishes the closed list of a lobby: the root of its tree, once, and what was promised with it. The size comes too, and
-- when it was closed: a list that was published before Redis lost it closed where and when it closed then.
-- KEYS[1] {q:<scheduleId>}:line         hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:events       stream: what happened in the line
-- KEYS[3] lease:{q:<scheduleId>}:token  string: the newest fencing token of the line's leader
-- ARGV[1] the caller's fencing token
-- ARGV[2] how many are in the lobby
-- ARGV[3] root, hex
-- ARGV[4] when it was made, Unix ms
-- ARGV[5] signature of the promise, the list and that time, hex
-- ARGV[6] id of the key that signed
-- ARGV[7] the round that was promised, or empty
-- ARGV[8] when the list was closed, Unix ms
-- Returns a status word: published (now or before), fenced, or open when the list is not closed.
if redis.call('GET', KEYS[3]) ~= ARGV[1] then
  return 'fenced'
end
local line = redis.call('HMGET', KEYS[1], 'lobbySize', 'root')
if line[2] then
  return 'published'
elseif not line[1] then
  return 'open'
end
redis.call('HSET', KEYS[1], 'lobbySize', ARGV[2], 'root', ARGV[3], 'rootAt', ARGV[4], 'rootSignature', ARGV[5],
  'rootKeyId', ARGV[6], 'beaconRound', ARGV[7], 'frozenAt', ARGV[8])
redis.call('XADD', KEYS[2], '*', 'kind', 'listed', 'lobbySize', ARGV[2], 'root', ARGV[3])
return 'published'
