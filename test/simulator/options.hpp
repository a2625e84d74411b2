// The command line.
#pragma once

#include "world/platform.hpp"
#include "world/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace social::simulator {

struct AppOption {
    Platform platform;
    std::string id;
    std::string secret;
};

struct RedirectOption {
    Platform platform;
    std::string uri;
};

struct Options {
    std::string listen = "127.0.0.1";
    std::uint16_t port = 0;
    WorldSettings world;
    bool frozen = false;
    std::optional<std::int64_t> start_time;
    std::vector<AppOption> apps;
    std::vector<RedirectOption> redirects;
    bool tls = false;
    std::string tls_directory = "simulator-tls";
    std::vector<std::string> tls_hosts;
    std::size_t history = 1000;
    bool help = false;

    // Throws std::invalid_argument with a message for the user.
    static Options parse(const std::vector<std::string> &arguments);
    static const char *usage();
};

} // namespace social::simulator
