-- Writes whole blocks of 256 tickets of the list's tree (the last may be shorter, once the list is closed), which end it then:
-- behind those it has, or from an earlier one on.
-- KEYS[1] {q:<scheduleId>}:line         hash: the line's settings and counters
-- KEYS[2] {q:<scheduleId>}:leaves       string: 32 bytes a ticket, the leaf of the tree
-- KEYS[3] {q:<scheduleId>}:tree         string: 32 bytes a block, its root
-- KEYS[4] lease:{q:<scheduleId>}:token  string: the newest fencing token of the line's leader
-- ARGV[1] the caller's fencing token
-- ARGV[2] blocks that the tree has, as the caller read
-- ARGV[3] how often places were given back, as the caller read before it read the tickets
-- ARGV[4] leaves, bytes
-- ARGV[5] roots of their blocks, bytes
-- ARGV[6] blocks before the first of them
-- Returns a status word: appended, fenced, or other when the tree is another one by now.
if redis.call('GET', KEYS[4]) ~= ARGV[1] then
  return 'fenced'
end
local line = redis.call('HMGET', KEYS[1], 'treeBlocks', 'treeChanges', 'root')
if (line[1] or '0') ~= ARGV[2] or (line[2] or '0') ~= ARGV[3] or line[3] then
  return 'other'
end
redis.call('SETRANGE', KEYS[2], ARGV[6] * 8192, ARGV[4])
redis.call('SETRANGE', KEYS[3], ARGV[6] * 32, ARGV[5])
redis.call('HSET', KEYS[1], 'treeBlocks', string.format('%.0f', ARGV[6] + #ARGV[5] / 32))
return 'appended'
