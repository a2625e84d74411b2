#include "options.hpp"

#include "base/text.hpp"
#include "base/time_text.hpp"

#include <stdexcept>

namespace social::simulator {

namespace {

[[noreturn]] void reject(std::string_view option, std::string_view wanted) {
    throw std::invalid_argument(concat(option, " needs ", wanted, "; see --help"));
}

std::uint64_t number(std::string_view option, std::string_view text, std::uint64_t largest) {
    auto parsed = parse_unsigned(text);
    if (!parsed || *parsed > largest)
        reject(option, concat("a whole number up to ", std::to_string(largest)));
    return *parsed;
}

std::int64_t time(std::string_view option, std::string_view text) {
    auto parsed = parse_time(text);
    if (!parsed)
        reject(option, "unix seconds or a time like 2026-11-23T08:00:00Z");
    return *parsed;
}

// platform=value
std::pair<Platform, std::string> assignment(std::string_view option, std::string_view text) {
    std::size_t equals = text.find('=');
    auto platform = parse_platform(text.substr(0, equals));
    if (!platform || equals == std::string_view::npos)
        reject(option, "instagram=…, facebook=… or tiktok=…");
    return {*platform, std::string(text.substr(equals + 1))};
}

AppOption app(std::string_view option, std::string_view text) {
    auto [platform, pair] = assignment(option, text);
    std::size_t colon = pair.find(':');
    if (colon == std::string::npos || colon == 0)
        reject(option, "platform=client_id:client_secret");
    return {platform, pair.substr(0, colon), pair.substr(colon + 1)};
}

} // namespace

const char *Options::usage() {
    return R"(usage: pg_social_simulator [options]

Stands in for the APIs of Instagram, Facebook and TikTok on one port:
http://127.0.0.1:PORT/instagram, /facebook, /tiktok, and /control for tests.

  --port N                 port to listen on (default 0: any free one; it is printed)
  --listen ADDRESS         IPv4 address to listen on (default 127.0.0.1)
  --seed N                 which world (default 1)
  --accounts M             accounts a platform (default 1000)
  --uniform                every account posts regularly and can be connected
  --epoch TIME             when the seeded follower counts hold (default 2026-11-01)
  --clock real|frozen      follow the wall clock (default), or stand still
  --time TIME              the clock's time at the start (default: now)
  --app P=ID:SECRET        register an app at platform P; may be repeated
                           (default: ig-app:ig-secret, fb-app:fb-secret, tt-app:tt-secret)
  --redirect P=URI         allow only named redirect URIs at platform P; may be repeated
  --tls                    speak https
  --tls-dir DIR            where ca.pem, server.pem, server.key are, or are made
                           (default simulator-tls)
  --tls-host NAME          a further name in the certificate; may be repeated
  --history N              how many requests /control/requests remembers (default 1000)
  --help                   this text

TIME is unix seconds, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ. Stops at SIGTERM and SIGINT.
)";
}

Options Options::parse(const std::vector<std::string> &arguments) {
    Options out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string &option = arguments[i];
        if (option == "--help" || option == "-h") {
            out.help = true;
            continue;
        }
        if (option == "--uniform" || option == "--tls") {
            (option == "--tls" ? out.tls : out.world.uniform) = true;
            continue;
        }
        if (i + 1 == arguments.size())
            throw std::invalid_argument(concat("unknown option or missing value: ", option, "; see --help"));
        const std::string &value = arguments[++i];
        if (option == "--port")
            out.port = static_cast<std::uint16_t>(number(option, value, 65535));
        else if (option == "--listen")
            out.listen = value;
        else if (option == "--seed")
            out.world.seed = number(option, value, UINT64_MAX);
        else if (option == "--accounts")
            out.world.accounts = static_cast<std::uint32_t>(number(option, value, 20000000));
        else if (option == "--epoch")
            out.world.epoch = time(option, value);
        else if (option == "--clock" && (value == "real" || value == "frozen"))
            out.frozen = value == "frozen";
        else if (option == "--time")
            out.start_time = time(option, value);
        else if (option == "--app")
            out.apps.push_back(app(option, value));
        else if (option == "--redirect") {
            auto [platform, uri] = assignment(option, value);
            out.redirects.push_back({platform, uri});
        } else if (option == "--tls-dir")
            out.tls_directory = value;
        else if (option == "--tls-host")
            out.tls_hosts.push_back(value);
        else if (option == "--history")
            out.history = number(option, value, 1000000);
        else
            throw std::invalid_argument(concat("unknown option: ", option, " ", value, "; see --help"));
    }
    return out;
}

} // namespace social::simulator
