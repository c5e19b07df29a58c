-- Publishes a batch, or nothing of it, and logs its messages. What is published begins with a place in the log: that of its own entry,
-- or, of what is not logged, that of the last one. There always is one.
--
-- KEYS  log, writers (who has written to it)
-- ARGV  messages that the log keeps at least, ms that it is kept without use, command that publishes, who writes, then of each whether it
--       is logged (1 or 0), its channel and its envelope
local log, writers, keep, publish = KEYS[1], KEYS[2], ARGV[1], ARGV[3]

-- Whoever is not known yet comes behind all others, whatever the clock says. The oldest of too many are forgotten.
local function enrol(who)
  if redis.call('ZSCORE', writers, who) then
    return
  end
  local time = redis.call('TIME')
  local latest = redis.call('ZREVRANGE', writers, 0, 0, 'WITHSCORES')
  local began = math.max(time[1] * 1000000 + time[2], (latest[2] or 0) + 1)
  redis.call('ZADD', writers, string.format('%.0f', began), who)
  for _, oldest in ipairs(redis.call('ZRANGE', writers, 0, -1025)) do
    redis.call('ZREM', writers, oldest)
  end
end

local function add(envelope)
  return redis.call('XADD', log, 'MAXLEN', '~', keep, '*', 'e', envelope)
end

local function last()
  local entries = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)
  return entries[1] and entries[1][1]
end

local own = false -- whether the bus itself says something, as it does before all messages and all the time
for i = 5, #ARGV, 3 do
  local envelope = ARGV[i + 2]
  own = own or ARGV[i] == '0'
  local place = ARGV[i] == '0' and last() or add(envelope)
  redis.call(publish, ARGV[i + 1], place .. '|' .. envelope)
end
if own then
  enrol(ARGV[4])
  for _, key in ipairs(KEYS) do
    redis.call('PEXPIRE', key, ARGV[2])
  end
end
return (#ARGV - 4) / 3
