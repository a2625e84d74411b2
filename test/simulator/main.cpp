// pg_social_simulator: stands in for Instagram, Facebook and TikTok in tests, demos and benchmarks.
#include "options.hpp"
#include "server/server.hpp"
#include "server/tls.hpp"
#include "simulator.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

using namespace social::simulator;

void register_apps(Apps &apps, const Options &options) {
    for (const AppOption &app : options.apps)
        apps.put(app.platform, app.id, app.secret);
    apps.add_defaults();
    for (const RedirectOption &redirect : options.redirects)
        for (const App &app : std::vector<App>(apps.all()))
            if (app.platform == redirect.platform)
                apps.put(app.platform, app.id, "").redirect_uris.push_back(redirect.uri);
}

int run(const Options &options) {
    Simulator simulator(options.world, Clock(options.frozen, options.start_time), options.history);
    register_apps(simulator.apps, options);
    TlsContext tls;
    if (options.tls)
        tls = make_tls_context(options.tls_directory, options.tls_hosts);
    Server server(options.listen, options.port, tls.get(), simulator);
    std::printf("listening on %d\n", server.port());
    std::fflush(stdout);
    server.run();
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        Options options = Options::parse(std::vector<std::string>(argv + 1, argv + argc));
        if (options.help) {
            std::fputs(Options::usage(), stdout);
            return 0;
        }
        return run(options);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "pg_social_simulator: %s\n", error.what());
        return 1;
    }
}
