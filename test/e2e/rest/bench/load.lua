-- wrk: every request as another of the creators, with the tokens in the file named by TOKENS; prints what wrk measured.
local tokens = {}
for line in io.lines(os.getenv("TOKENS")) do tokens[#tokens + 1] = "Bearer " .. line end
local path, at = os.getenv("ROUTE"), 0

function init() math.randomseed(tonumber(tostring({}):match("0x(%x+)"), 16)) at = math.random(#tokens) end

function request()
  at = at % #tokens + 1
  return wrk.format("GET", path, { Authorization = tokens[at] })
end

function done(summary, latency)
  io.write(string.format("RESULT %.0f %.2f %.2f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status + summary.errors.timeout))
end
