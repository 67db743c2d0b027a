-- Ends a pass, unless the person has a newer one.
-- KEYS[1] {s:<schedule>}:pass:<account>  the live pass's id
-- ARGV[1] the id of the pass that ends
-- Returns 1 when it was this one, else 0.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
