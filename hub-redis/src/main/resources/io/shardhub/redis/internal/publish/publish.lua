-- Publishes a batch, or nothing of it, and logs its messages. What is published begins with a place in the log: that of its own entry,
-- or, of what is not logged, that of the last one. There always is one.
--
-- KEYS  log
-- ARGV  messages that the log keeps at least, ms that it is kept without use, command that publishes, then of each whether it is logged
--       (1 or 0), its channel and its envelope
local log, keep, publish = KEYS[1], ARGV[1], ARGV[3]

local function add(envelope)
  return redis.call('XADD', log, 'MAXLEN', '~', keep, '*', 'e', envelope)
end

local function last()
  local entries = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)
  return entries[1] and entries[1][1]
end

for i = 4, #ARGV, 3 do
  local envelope = ARGV[i + 2]
  local place = ARGV[i] == '0' and last() or add(envelope)
  redis.call(publish, ARGV[i + 1], place .. '|' .. envelope)
end
redis.call('PEXPIRE', log, ARGV[2])
return (#ARGV - 3) / 3
