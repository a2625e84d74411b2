// Store: the apps by which platforms are called, until when they rest, and what of their budgets is spent.
#include "pg/store.hpp"

#include "core/platforms/login_flow.hpp"

namespace social::pg {

namespace {

// With the app of Facebook, where there is one: by it people log in to Facebook.
std::shared_ptr<const App> other_login_of(const App &app, const Store::Apps &apps) {
    auto other = for_other_login(app);
    if (!other)
        return nullptr;
    auto facebook = apps.find({Platform::facebook, app.name});
    if (other->login_flow == kFacebookLogin && facebook != apps.end()) {
        other->client_id = facebook->second->client_id;
        other->client_secret = facebook->second->client_secret;
    }
    return std::make_shared<const App>(*std::move(other));
}

} // namespace

Store::Apps Store::load_apps() {
    static Statement statement{
        "select platform, app, login_flow, client_id, client_secret, redirect_uri, scopes, "
        "authorize_url, token_url, api_url, api_version, calls_per_hour "
        "from social_internal.load_apps($1)",
        {TEXTARRAYOID}};
    std::vector<std::shared_ptr<App>> loaded;
    statement.run({bind_keys()}, [&](const Row &row) {
        auto platform = platform_named(row.text(0));
        if (!platform)
            return;
        auto app = std::make_shared<App>();
        app->platform = *platform;
        app->name = row.text(1);
        app->login_flow = row.text(2);
        app->client_id = row.text(3);
        app->client_secret = Secret{row.view(4)};
        app->redirect_uri = row.text(5);
        app->scopes = row.texts(6);
        app->authorize_url = row.text(7);
        app->token_url = row.text(8);
        app->api_url = row.text(9);
        app->api_version = row.text(10);
        app->calls_per_hour = row.integer(11);
        fill_in_login_flow(*app);
        loaded.push_back(std::move(app));
    });
    Apps apps;
    for (const auto &app : loaded)
        apps.emplace(std::pair{app->platform, app->name}, app);
    for (const auto &app : loaded)
        app->other_login = other_login_of(*app, apps);
    return apps;
}

std::string Store::parked_because() {
    static Statement statement{"select parked, reason from social_internal.park_state()", {}};
    std::string reason;
    statement.run({}, [&](const Row &row) { reason = row.boolean(0) ? row.text(1) : std::string{}; });
    return reason;
}

void Store::pause_platform(Platform platform, const std::string &app, Instant until,
                           const std::string &reason, const std::string &code) {
    static Statement statement{"select social_internal.pause_platform($1, $2, $3, $4, $5)",
                               {TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID}};
    statement.run({bind_text(name_of(platform)), bind_text(app), bind_instant(until), bind_text(reason),
                   bind_text(code)});
}

std::vector<SpentBudget> Store::budgets_spent(int worker, int workers) {
    static Statement statement{"select connection_id, calls, spent_at, wait_until "
                               "from social_internal.budgets_spent($1, $2)",
                               {INT4OID, INT4OID}};
    std::vector<SpentBudget> spent;
    statement.run({bind_int(worker), bind_int(workers)}, [&](const Row &row) {
        spent.push_back({row.uuid(0), row.integer(1), row.instant(2).value_or(Instant{}), row.instant(3)});
    });
    return spent;
}

void Store::keep_waits(const std::vector<std::string> &connections, const std::vector<Instant> &waits) {
    static Statement statement{"select social_internal.keep_waits($1, $2)",
                               {UUIDARRAYOID, TIMESTAMPTZARRAYOID}};
    statement.run({bind_uuid_array(connections), bind_instant_array(waits)});
}

void Store::keep_app_wait(Platform platform, const std::string &app, Instant until) {
    static Statement statement{"select social_internal.keep_app_wait($1, $2, $3)",
                               {TEXTOID, TEXTOID, TIMESTAMPTZOID}};
    statement.run({bind_text(name_of(platform)), bind_text(app), bind_instant(until)});
}

} // namespace social::pg
