-- Takes a node from the register, unless a later one took its id.
--
-- KEYS  nodes, states, gone
-- ARGV  id, epoch, control channel, nudge, command that publishes
local said = redis.call('HGET', KEYS[2], ARGV[1])
if not said or string.match(said, '^[^|]*') ~= ARGV[2] then
  return 0
end
local time = redis.call('TIME')
local life = string.match(said, '^[^|]*|([^|]*)|')
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], time[1] * 1000 + math.floor(time[2] / 1000), 'left|' .. ARGV[1] .. '|' .. life)
redis.call(ARGV[5], ARGV[3], ARGV[4])
return 1
