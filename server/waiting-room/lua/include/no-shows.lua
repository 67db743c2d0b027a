-- Who is called and never comes.

-- How many of the invited will still come. Somebody who will come does so after `enterMs` on average, so the longer
-- an invitation lies there the likelier nobody is behind it: by Bayes, from the share of no-shows and an exponential
-- wait, by sixths of the time that an invitation lasts. None counts for less than a tenth; who was told to wait a
-- moment at the door (`enter-line`) counts whole.
local function stillComing(invitedKey, now, inviteMs, noShow, enterMs)
  local coming = redis.call('ZCOUNT', invitedKey, '(' .. now + inviteMs, '+inf')
  for sixth = 0, 5 do
    local newest = now + inviteMs * (1 - sixth / 6)
    local oldest = sixth < 5 and '(' .. now + inviteMs * (1 - (sixth + 1) / 6) or '-inf'
    local left = (1 - noShow) * math.exp(-inviteMs * sixth / 6 / enterMs)
    coming = coming + math.max(0.1, left / (left + noShow)) * redis.call('ZCOUNT', invitedKey, oldest, newest)
  end
  return coming
end
