-- Requests of wrk for a benchmark: "-- HOSTS PATH SCHEME GAP". HOSTS, with commas between, are asked
-- in turn. SCHEME is that of the reader's address, as a balancer tells it. Each request comes from
-- another client, as it tells too, since nginx allows one client a number of requests a second. GAP:
-- the longest pause in milliseconds before a request on a connection; 0 for none. Prints one line at
-- the end:
-- requests, microseconds of the run, median, 99th percentile, failures.
local clients, turn, gap = {}, 0, 0

function init(args)
  gap = tonumber(args[4])
  math.randomseed(42)
  local hosts = {}
  for host in string.gmatch(args[1], "[^,]+") do
    table.insert(hosts, host)
  end
  for number = 0, 4095 do
    clients[number] = wrk.format("GET", args[2], {
      ["Host"] = hosts[number % #hosts + 1],
      ["Accept-Encoding"] = "gzip",
      ["X-Forwarded-Proto"] = args[3],
      ["X-Forwarded-For"] = "10.1." .. math.floor(number / 250) .. "." .. (number % 250 + 1),
    })
  end
  if gap > 0 then
    delay = function() return math.random(0, gap) end
  end
end

function request()
  turn = (turn + 1) % 4096
  return clients[turn]
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %.0f %.0f %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), failures))
end
