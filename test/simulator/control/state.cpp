// Control calls that look at or change the simulator as a whole.
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "control/control.hpp"

namespace social::simulator::control {

namespace {

struct NumberSetting {
    const char *name;
    std::int64_t Settings::*value;
};
constexpr NumberSetting number_settings[] = {
    {"instagram_short_seconds", &Settings::instagram_short_seconds},
    {"instagram_long_seconds", &Settings::instagram_long_seconds},
    {"facebook_short_seconds", &Settings::facebook_short_seconds},
    {"facebook_long_seconds", &Settings::facebook_long_seconds},
    {"tiktok_access_seconds", &Settings::tiktok_access_seconds},
    {"tiktok_refresh_seconds", &Settings::tiktok_refresh_seconds},
};

struct FlagSetting {
    const char *name;
    bool Settings::*value;
};
constexpr FlagSetting flag_settings[] = {
    {"tiktok_refresh_restarts", &Settings::tiktok_refresh_restarts},
    {"require_appsecret_proof", &Settings::require_appsecret_proof},
};

void write_clock(Call &call) {
    const Clock &clock = call.simulator.clock;
    call.json.begin_object().field("now", clock.now()).field("iso", iso_time(clock.now()));
    call.json.field("mode", clock.frozen() ? "frozen" : "real").field("offset", clock.offset()).end_object();
}

void write_generation(Call &call) {
    const Generations &generations = call.simulator.accounts.generations;
    call.json.begin_object().field("generation", generations.current()).field("percent", generations.share());
    call.json.end_object();
}

} // namespace

void health(Call &call) {
    const WorldSettings &world = call.simulator.accounts.world.settings();
    call.json.begin_object()
        .field("status", "ok")
        .field("accounts", world.accounts)
        .field("seed", world.seed);
    call.json.field("uniform", world.uniform).field("epoch", world.epoch);
    call.json.field("now", call.simulator.clock.now()).end_object();
}

void clock(Call &call) {
    if (call.method == "POST") {
        call.body.only({"set", "advance", "mode"});
        auto mode = call.body.text("mode");
        bool to_wall_clock = call.body.has("set") && call.body.text("set") == "now";
        auto set = to_wall_clock ? std::nullopt : call.body.time("set");
        auto advance = call.body.duration("advance");
        if (mode && *mode != "real" && *mode != "frozen")
            throw BadInput("\"mode\" must be real or frozen");
        Clock &clock = call.simulator.clock;
        if (mode)
            clock.freeze(*mode == "frozen");
        if (to_wall_clock)
            clock.set(Clock::wall_clock());
        if (set)
            clock.set(*set);
        std::int64_t target = clock.now() + advance.value_or(0);
        if (target < 0 || target > latest_time)
            throw BadInput("the clock goes from 1970 to 9999");
        clock.set(target);
    }
    write_clock(call);
}

void settings(Call &call) {
    Settings &settings = call.simulator.settings;
    if (call.method == "POST") {
        call.body.only({"instagram_short_seconds", "instagram_long_seconds", "facebook_short_seconds",
                        "facebook_long_seconds", "tiktok_access_seconds", "tiktok_refresh_seconds",
                        "tiktok_refresh_restarts", "require_appsecret_proof"});
        for (const auto &[name, value] : number_settings)
            settings.*value = call.body.integer(name).value_or(settings.*value);
        for (const auto &[name, value] : flag_settings)
            settings.*value = call.body.flag(name).value_or(settings.*value);
    }
    call.json.begin_object();
    for (const auto &[name, value] : number_settings)
        call.json.field(name, settings.*value);
    for (const auto &[name, value] : flag_settings)
        call.json.field(name, settings.*value);
    call.json.end_object();
}

void limits(Call &call) {
    Limits &limits = call.simulator.limits;
    if (call.method == "POST") {
        call.body.only({"platform", "requests", "seconds", "by"});
        Limit &limit = limits.of(required_platform(call.body.text("platform")));
        std::string by = call.body.text("by").value_or("account");
        if (by != "account" && by != "app")
            throw BadInput("\"by\" must be account or app");
        limit.requests = call.body.integer("requests").value_or(limit.requests);
        limit.seconds = call.body.duration("seconds").value_or(limit.seconds);
        limit.by_app = by == "app";
        limits.forget();
    }
    call.json.begin_object();
    for (std::size_t i = 0; i < platform_count; ++i) {
        const Limit &limit = limits.of(static_cast<Platform>(i));
        call.json.key(platform_names[i]).begin_object().field("requests", limit.requests);
        call.json.field("seconds", limit.seconds).field("by", limit.by_app ? "app" : "account").end_object();
    }
    call.json.end_object();
}

void apps(Call &call) {
    Apps &apps = call.simulator.apps;
    if (call.method == "POST") {
        call.body.only({"platform", "id", "secret", "redirect_uris"});
        Platform platform = required_platform(call.body.text("platform"));
        std::string id = call.body.text("id").value_or("");
        std::string secret = call.body.text("secret").value_or("");
        if (id.empty() || (secret.empty() && !apps.find(platform, id)))
            throw BadInput("\"id\" and, for a new app, \"secret\" are required");
        App &app = apps.put(platform, id, secret);
        if (auto uris = call.body.list("redirect_uris"))
            app.redirect_uris = *uris;
    }
    call.json.begin_object().key("apps").begin_array();
    for (const App &app : apps.all()) {
        call.json.begin_object().field("platform", name_of(app.platform)).field("id", app.id);
        call.json.key("redirect_uris").begin_array();
        for (const std::string &uri : app.redirect_uris)
            call.json.value(uri);
        call.json.end_array().end_object();
    }
    call.json.end_array().end_object();
}

void change_share(Call &call) {
    if (call.method == "POST") {
        call.body.only({"percent"});
        auto percent = call.body.integer("percent");
        if (!percent || *percent < 0 || *percent > 100)
            throw BadInput("\"percent\" must be a whole number from 0 to 100");
        call.simulator.accounts.generations.set_share(static_cast<std::uint32_t>(*percent));
    }
    write_generation(call);
}

void generation(Call &call) {
    if (call.method == "POST") {
        call.body.only({"count"});
        std::int64_t count = call.body.integer("count").value_or(1);
        if (count < 1 || count > 1000)
            throw BadInput("\"count\" must be from 1 to 1000");
        while (count-- > 0)
            call.simulator.accounts.generations.begin();
    }
    write_generation(call);
}

void reset(Call &call) {
    Simulator &simulator = call.simulator;
    call.body.only({});
    simulator.faults.clear();
    simulator.accounts.overrides.clear();
    simulator.journal.reset();
    simulator.limits = {};
    simulator.settings = {};
    call.json.begin_object().field("status", "ok").end_object();
}

} // namespace social::simulator::control
