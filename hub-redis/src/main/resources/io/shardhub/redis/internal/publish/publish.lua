-- Logs and publishes a batch, or nothing of it. What is published begins with the place of its entry in the log.
--
-- KEYS  log
-- ARGV  entries that the log keeps at least, ms that it is kept without use, command that publishes, then channel and envelope of each
local log, keep, publish = KEYS[1], ARGV[1], ARGV[3]
for i = 4, #ARGV, 2 do
  local id = redis.call('XADD', log, 'MAXLEN', '~', keep, '*', 'e', ARGV[i + 1])
  redis.call(publish, ARGV[i], id .. '|' .. ARGV[i + 1])
end
redis.call('PEXPIRE', log, ARGV[2])
return (#ARGV - 3) / 2
