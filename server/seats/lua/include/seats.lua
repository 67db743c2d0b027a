-- Shared by every script that changes seats. An owner is `h:<expires at, ms>:<account id>` for a held seat and
-- `r:<reservation id>:<account id>` for a reserving or sold one; a free seat has none. `map` is of include/rows.lua.
--#include server/seats/lua/include/rows.lua

-- Milliseconds of Redis's own clock: no process's clock decides who holds a seat.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function split(csv)
  local parts = {}
  for part in string.gmatch(csv or '', '[^,]+') do
    parts[#parts + 1] = part
  end
  return parts
end

-- Writes one digit to all of `seats`, moves the version on and tells whoever watches. Nothing for no seats. Where
-- `map.rows` is left out the rows' letters stay: never when a seat is freed.
local function write_seats(map, seats, digit)
  if #seats == 0 then
    return
  end
  if map.rows then
    note_rows(map, seats, digit)
  end
  local changes = {}
  for i, seat in ipairs(seats) do
    redis.call('SETRANGE', map.status, seat, digit)
    changes[i] = seat .. ':' .. digit
  end
  local version = redis.call('HINCRBY', map.config, 'version', 1)
  redis.call('PUBLISH', map.changes, string.format('%d', version) .. '|' .. table.concat(changes, ','))
end

-- Frees those of a hold's seats that are still its own: one that somebody took over stays theirs.
local function free_seats(map, owners_key, seats, owner)
  local freed = {}
  for _, seat in ipairs(seats) do
    if redis.call('HGET', owners_key, seat) == owner then
      redis.call('HDEL', owners_key, seat)
      freed[#freed + 1] = seat
    end
  end
  write_seats(map, freed, '0')
  return freed
end
