#include "control/control.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace social::simulator {

namespace {

struct Route {
    std::string_view path;
    std::string_view methods;
    void (*answer)(control::Call &);
};

constexpr Route routes[] = {
    {"/health", "GET", control::health},
    {"/clock", "GET POST", control::clock},
    {"/truth", "GET", control::truth},
    {"/accounts", "GET", control::accounts},
    {"/override", "POST DELETE", control::override_figures},
    {"/faults", "GET POST DELETE", control::faults},
    {"/requests", "GET DELETE", control::requests},
    {"/token", "POST", control::token},
    {"/mint-many", "POST", control::mint_many},
    {"/revoke", "POST", control::revoke},
    {"/apps", "GET POST", control::apps},
    {"/settings", "GET POST", control::settings},
    {"/limits", "GET POST", control::limits},
    {"/change-share", "GET POST", control::change_share},
    {"/generation", "GET POST", control::generation},
    {"/reset", "POST", control::reset},
};

void refuse(Response &response, int status, std::string_view message) {
    response.status = status;
    response.body.clear();
    JsonWriter(response.body).begin_object().field("error", message).end_object();
}

} // namespace

void answer_control(Simulator &simulator, std::string_view path, const Request &request, Response &response) {
    while (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    const Route *route = std::find_if(std::begin(routes), std::end(routes),
                                      [path](const Route &candidate) { return candidate.path == path; });
    if (route == std::end(routes)) {
        refuse(response, 404, "no such control call; see test/simulator/README.md");
        return;
    }
    auto methods = split(route->methods, " ");
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) {
        refuse(response, 405, concat("this control call takes ", route->methods));
        return;
    }
    Params query;
    query.add_encoded(request.query);
    try {
        JsonObject body = JsonObject::parse(request.body);
        JsonWriter json(response.body);
        control::Call call{simulator, request.method, query, body, json};
        route->answer(call);
        response.body += '\n';
    } catch (const BadInput &error) {
        refuse(response, 400, error.what());
    }
}

namespace control {

Platform required_platform(const std::optional<std::string> &name) {
    auto platform = parse_platform(name.value_or(""));
    if (!platform)
        throw BadInput("\"platform\" must be instagram, facebook or tiktok");
    return *platform;
}

std::uint32_t required_account(const Simulator &simulator, std::optional<std::int64_t> account) {
    if (!account || !simulator.accounts.world.exists(*account))
        throw BadInput(concat("\"account\" must be a number from 1 to ",
                              std::to_string(simulator.accounts.world.settings().accounts)));
    return static_cast<std::uint32_t>(*account);
}

AppIndex app_of(const Simulator &simulator, Platform platform, const JsonObject &body) {
    auto id = body.text("app");
    auto app = id ? simulator.apps.find(platform, *id) : simulator.apps.first(platform);
    if (!app)
        throw BadInput("\"app\" is not a registered client id of that platform");
    return *app;
}

} // namespace control
} // namespace social::simulator
