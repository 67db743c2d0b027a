-- Puts the letters of some rows right by the digits of their seats: those of a map that has just been installed, or that a
-- fault or an older program left wrong.
-- KEYS[1] {s:<schedule>}:status  one digit a seat
-- KEYS[2] {s:<schedule>}:rows    rows with their longest free stretches, see include/rows.lua
-- ARGV[1] where the first row's record is, bytes    ARGV[2] where the last one's is
-- Returns how many rows' letters were wrong.
--#include server/seats/lua/include/rows.lua

local map = { status = KEYS[1], rows = KEYS[2], known = {} }
local wrong = 0
if redis.call('EXISTS', map.status, map.rows) < 2 then
  return wrong
end
for at = ARGV[1], ARGV[2], record_bytes do
  local row = row_at(map, at)
  local by_rank = redis.call('GETRANGE', map.rows, row.rank_at, row.rank_at)
  local by_place = redis.call('GETRANGE', map.rows, row.place_at, row.place_at)
  if by_rank ~= row.letter or by_place ~= row.letter then
    write_letter(map, row, row.letter)
    wrong = wrong + 1
  end
end
return wrong
