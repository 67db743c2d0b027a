-- Whether somebody counts as present when their turn comes.

-- The line's field that has its cursor as of one ten seconds of the last 320.
local function trail_field(second)
  return 'trail' .. math.floor(second / 10) % 32
end

-- The more people were ahead when somebody was last seen, the longer they may be away: phones sleep. `grace` is
-- {least ms, most ms, ms for each person ahead}. Before the opening the cursor stood at 0.
local function is_here(line_key, now, seen, number, grace)
  local away = now - seen * 1000 - 999
  local least, most = tonumber(grace[1]), tonumber(grace[2])
  if away <= least or away > most then
    return away <= least
  end
  local ahead = number - tonumber(redis.call('HGET', line_key, trail_field(seen)) or '0')
  return away <= least + math.max(0, ahead) * grace[3]
end
