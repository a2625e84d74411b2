#include "simulator.hpp"

#include "base/text.hpp"
#include "control/control.hpp"
#include "faults/effects.hpp"
#include "platforms/modules.hpp"
#include "world/pictures.hpp"

#include <algorithm>

namespace social::simulator {

namespace {

std::string_view name_of(TokenPlace place) {
    switch (place) {
    case TokenPlace::header:
        return "header";
    case TokenPlace::query:
        return "query";
    case TokenPlace::body:
        return "body";
    case TokenPlace::none:
        break;
    }
    return "none";
}

// "12" or, for a Page, "12-2".
std::optional<Subject> picture_subject(const Accounts &accounts, std::string_view platform,
                                       std::string_view name) {
    auto parsed_platform = parse_platform(platform);
    std::size_t dash = name.find('-');
    auto account = parse_integer(name.substr(0, dash));
    auto page = dash == std::string_view::npos ? std::optional<std::int64_t>(0)
                                               : parse_integer(name.substr(dash + 1));
    if (!parsed_platform || !account || !page || !accounts.world.exists(*account) || *page < 0 || *page > 15)
        return std::nullopt;
    return Subject{*parsed_platform, static_cast<std::uint32_t>(*account), static_cast<std::uint32_t>(*page)};
}

const Param *unknown_parameter(const Call &call, const Operation &operation) {
    for (const Param &param : call.params)
        if (std::find(operation.parameters.begin(), operation.parameters.end(), param.name) ==
            operation.parameters.end())
            return &param;
    return nullptr;
}

void answer_operation(Call &call, const PlatformModule &module, const Operation &operation) {
    if (fault_answers(call, module))
        return;
    bool limited = call.endpoint != Endpoint::authorize && call.endpoint != Endpoint::token;
    Usage usage;
    if (limited)
        usage = call.simulator.limits.count(call.platform, call.endpoint, call.account, call.now);
    if (usage.exceeded) {
        RefusalDetail detail;
        bool by_app = call.simulator.limits.of(call.platform).by_app;
        detail.minutes = usage.seconds_left / 60 + 1;
        detail.code = by_app ? 4 : call.platform == Platform::facebook ? 80001 : 80002;
        module.refuse(call, Refusal::throttled, detail);
        return;
    }
    if (!operation.checks_parameters_itself)
        if (const Param *unknown = unknown_parameter(call, operation)) {
            module.unknown_parameter(call, unknown->name);
            return;
        }
    operation.answer(call);
    if (const Fault *high = call.faults.find(FaultKind::high_usage))
        usage.percent = high->percent;
    if (limited)
        module.usage_headers(call, usage.percent, 0);
}

void record(const Call &call) {
    JournalEntry entry;
    entry.request_id = call.request.id;
    entry.time = call.now;
    entry.platform = call.platform;
    entry.endpoint = call.endpoint;
    entry.account = call.account;
    bool unanswered = call.response.delivery == Response::Delivery::reset ||
                      call.response.delivery == Response::Delivery::hang;
    entry.status = unanswered ? 0 : call.response.status;
    entry.method = call.request.method;
    entry.path = call.request.path;
    entry.parameters = redacted(call.params);
    entry.token_in = name_of(call.token_place);
    entry.user_agent = call.request.header("user-agent");
    for (const Fault &fault : call.faults.all())
        entry.faults += concat(entry.faults.empty() ? "" : ",", name_of(fault.kind));
    call.simulator.journal.record(std::move(entry));
}

} // namespace

const PlatformModule &module_of(Platform platform) {
    static const InstagramModule instagram;
    static const FacebookModule facebook;
    static const TikTokModule tiktok;
    switch (platform) {
    case Platform::instagram:
        return instagram;
    case Platform::facebook:
        return facebook;
    case Platform::tiktok:
        break;
    }
    return tiktok;
}

std::string base_url(const Request &request) {
    return concat(request.secure ? "https://" : "http://", request.header("host"));
}

Simulator::Simulator(const WorldSettings &world, Clock start, std::size_t history)
    : clock(start), accounts(world), tokens(world.seed), journal(world.accounts, history) {}

void Simulator::answer(const Request &request, Response &response) {
    std::string_view path = request.path.empty() ? "/" : std::string_view(request.path);
    std::size_t slash = path.find('/', 1);
    std::string_view first = path.substr(1, slash == std::string_view::npos ? slash : slash - 1);
    std::string_view rest = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
    if (auto platform = parse_platform(first))
        answer_platform(*platform, rest, request, response);
    else if (first == "control")
        answer_control(*this, rest, request, response);
    else if (first == "avatar" || first == "thumbnail")
        answer_picture(path, response);
    else {
        response.status = path == "/" ? 200 : 404;
        response.content_type = "text/plain";
        response.body = "pg_social's platform simulator: /instagram, /facebook, /tiktok, /control.\n"
                        "See test/simulator/README.md.\n";
    }
}

void Simulator::answer_platform(Platform platform, std::string_view rest, const Request &request,
                                Response &response) {
    const PlatformModule &module = module_of(platform);
    Call call{.simulator = *this,
              .request = request,
              .response = response,
              .platform = platform,
              .now = clock.now(),
              .path = split(rest, "/"),
              .version = {},
              .params = {},
              .token_text = {},
              .token = {},
              .faults = {}};
    module.prepare(call);
    Operation operation = module.find(call);
    call.endpoint = operation.endpoint;
    call.faults = faults.hit(platform, operation.endpoint, operation.also, call.account);
    answer_operation(call, module, operation);
    spoil_answer(call);
    if (!call.version.empty())
        response.add_header("facebook-api-version", call.version);
    record(call);
}

void Simulator::answer_picture(std::string_view path, Response &response) const {
    std::vector<std::string_view> parts = split(path, "/");
    std::string_view last = parts.back();
    bool avatar = parts[0] == "avatar" && parts.size() == 3;
    bool thumbnail = parts[0] == "thumbnail" && parts.size() == 4;
    if ((avatar || thumbnail) && last.ends_with(".svg")) {
        last.remove_suffix(4);
        auto subject = picture_subject(accounts, parts[1], avatar ? last : parts[2]);
        auto index = avatar ? std::optional<std::uint64_t>(0) : parse_unsigned(last);
        if (subject && index && *index < posts_per_subject) {
            response.content_type = "image/svg+xml";
            response.add_header("Cache-Control", "max-age=3600");
            response.body = avatar ? avatar_svg(accounts, *subject)
                                   : thumbnail_svg(accounts, *subject, static_cast<std::uint32_t>(*index));
            return;
        }
    }
    response.status = 404;
    response.content_type = "text/plain";
    response.body = "no such picture\n";
}

} // namespace social::simulator
