-- Closes the lobby's list: everybody who holds a ticket by now is drawn, who comes after stands behind them.
-- Call when `freezesAt` has come and the line has no lobbySize. Returns the size.
local function freezeLobby(lineKey, eventsKey, now, issued)
  redis.call('HSET', lineKey, 'lobbySize', issued, 'frozenAt', now)
  redis.call('XADD', eventsKey, '*', 'kind', 'frozen', 'lobbySize', issued)
  return issued
end
