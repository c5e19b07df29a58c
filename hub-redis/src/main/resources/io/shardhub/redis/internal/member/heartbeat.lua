-- Says that a node is alive, buries those that are not, and returns who is. Only Redis' own clock counts.
--
-- KEYS  nodes (when each was last heard), states (what each said), gone (who left or died of late), rested (since when the
--       register has been in use again)
-- ARGV  id, epoch, incarnation (0 if it has none), state, expiry in ms, control channel, nudge, command that publishes
-- returns  incarnation (empty if a later node took the id), [id, state ...] of all, [gone ...]
local nodes, states, gone, rested = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, epoch, incarnation, state, expiry = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local changed = false

local function bury(how, who)
  local said = redis.call('HGET', states, who)
  local life = said and string.match(said, '^[^|]*|([^|]*)|') or '0'
  redis.call('ZREM', nodes, who)
  redis.call('HDEL', states, who)
  redis.call('ZADD', gone, now, how .. '|' .. who .. '|' .. life)
  changed = true
end

-- When nobody has been heard for an interval it was Redis that was away: everybody gets the time to come back. A node alone speaks
-- twice in that time, even if Redis is slow.
local newest = redis.call('ZREVRANGE', nodes, 0, 0, 'WITHSCORES')
if newest[2] and now - newest[2] > expiry * 2 / 3 then
  redis.call('SET', rested, now)
end
local since = tonumber(redis.call('GET', rested) or '0')
if now - since > expiry then
  for _, who in ipairs(redis.call('ZRANGEBYSCORE', nodes, '-inf', '(' .. string.format('%.0f', now - expiry))) do
    bury('died', who)
  end
end

local said = redis.call('HGET', states, id)
if said and string.match(said, '^[^|]*') ~= epoch then
  if incarnation > 0 then
    return {'', {}, {}}
  end
  bury('died', id) -- its earlier life
  said = false
end
if not said then
  if incarnation > 0 and redis.call('ZSCORE', gone, 'died|' .. id .. '|' .. string.format('%.0f', incarnation)) then
    incarnation = 0 -- it was taken for dead, and begins again
  end
  if incarnation == 0 then
    incarnation = time[1] * 1000000 + time[2] -- no two nodes begin in the same microsecond
    while redis.call('ZSCORE', gone, 'died|' .. id .. '|' .. string.format('%.0f', incarnation))
        or redis.call('ZSCORE', gone, 'left|' .. id .. '|' .. string.format('%.0f', incarnation)) do
      incarnation = incarnation + 1
    end
  end
  changed = true
else
  incarnation = tonumber(string.match(said, '^[^|]*|([^|]*)|'))
end
local life = string.format('%.0f', incarnation)
redis.call('ZADD', nodes, now, id)
redis.call('HSET', states, id, epoch .. '|' .. life .. '|' .. state)
redis.call('ZREMRANGEBYSCORE', gone, '-inf', string.format('%.0f', now - 20 * expiry))
-- Nothing stays for long when all nodes are gone.
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, 86400000)
end
if changed then
  redis.call(ARGV[8], ARGV[6], ARGV[7])
end
return {life, redis.call('HGETALL', states), redis.call('ZRANGE', gone, 0, -1)}
