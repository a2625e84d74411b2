#include "core/platforms/meta_errors.hpp"

#include "core/ascii.hpp"
#include "core/platforms/answer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace social {

using namespace std::chrono_literals;

namespace {

constexpr int kAny = -1;

struct Row {
    int code_from, code_to;
    int subcode; // kAny: whatever it is
    Reaction reaction;
    std::string_view advice;
    std::chrono::seconds wait{0};
    Reach reach = Reach::account;
    bool limit = false;
    bool expired = false;
};

constexpr std::string_view kConnectAgain = "the creator has to connect the account again";
constexpr std::string_view kWait = "waiting as the platform asks";

// The first row that fits decides.
constexpr std::array kRows{
    Row{190, 190, 458, Reaction::reconnect,
        "the creator removed the app and has to connect the account again"},
    Row{190, 190, 459, Reaction::reconnect,
        "the creator has to log in at the platform itself, pass its check, and connect the account again"},
    Row{190, 190, 460, Reaction::reconnect,
        "the password changed: the creator has to connect the account again"},
    Row{190, 190, 463, Reaction::reconnect, "the token ended: the creator has to connect the account again",
        0s, Reach::account, false, true},
    Row{190, 190, 464, Reaction::reconnect,
        "the creator has to confirm the account at the platform and connect it again"},
    Row{190, 190, 492, Reaction::reconnect,
        "the creator lost the role on the page; someone with a role has to connect it again"},
    Row{190, 190, kAny, Reaction::reconnect, kConnectAgain},
    Row{102, 102, 463, Reaction::reconnect, kConnectAgain, 0s, Reach::account, false, true},
    Row{102, 102, kAny, Reaction::reconnect, kConnectAgain},
    Row{10, 10, kAny, Reaction::reconnect,
        "a permission is missing: the creator has to connect the account again and grant all that is asked"},
    Row{200, 299, kAny, Reaction::reconnect,
        "a permission is missing: the creator has to connect the account again and grant all that is asked"},
    Row{368, 368, kAny, Reaction::reconnect,
        "the platform blocked the account or the app for its policies; look at it there, then connect again"},
    Row{3, 3, kAny, Reaction::misconfigured,
        "the app lacks the capability; request it in the app's dashboard at Meta", 0s, Reach::app},
    Row{101, 101, kAny, Reaction::misconfigured,
        "client_id or client_secret is wrong; correct it with configure_platform()", 0s, Reach::app},
    Row{100, 100, 33, Reaction::skip, "the object is gone or was never readable"},
    Row{100, 100, 2108006, Reaction::skip, "the post is older than the professional account"},
    Row{100, 100, 36007, Reaction::reconnect, "the code is too old: the creator has to begin again"},
    Row{100, 100, 36008, Reaction::misconfigured,
        "redirect_uri is not the one the login was begun with; compare configure_platform() and the app's "
        "dashboard",
        0s, Reach::app},
    Row{100, 100, 36009, Reaction::reconnect, "the code was used before: the creator has to begin again"},
    Row{100, 100, kAny, Reaction::misconfigured, "the platform refused a parameter of the request"},
    Row{803, 803, kAny, Reaction::skip, "the object does not exist"},
    Row{3001, 3001, kAny, Reaction::misconfigured, "the platform refused a parameter of the request"},
    Row{1, 1, kAny, Reaction::retry_later, "may be temporary", 1min},
    Row{2, 2, kAny, Reaction::retry_later, "the platform has a temporary failure", 1min},
    Row{4, 4, kAny, Reaction::retry_later, kWait, 60min, Reach::app, true},
    Row{341, 341, kAny, Reaction::retry_later, kWait, 60min, Reach::app, true},
    Row{17, 17, kAny, Reaction::retry_later, kWait, 60min, Reach::account, true},
    Row{32, 32, kAny, Reaction::retry_later, kWait, 60min, Reach::account, true},
    Row{613, 613, kAny, Reaction::retry_later, kWait, 15min, Reach::account, true},
    Row{80000, 80014, kAny, Reaction::retry_later, kWait, 60min, Reach::account, true},
};

// What Meta says only in words: our own credentials, under codes that otherwise mean something else.
bool is_about_our_app(std::string_view words) {
    return contains_ignoring_case(words, "appsecret_proof") ||
           contains_ignoring_case(words, "client secret") || contains_ignoring_case(words, "client_secret") ||
           contains_ignoring_case(words, "validating application") ||
           contains_ignoring_case(words, "invalid platform app") ||
           contains_ignoring_case(words, "redirect_uri") || contains_ignoring_case(words, "redirect uri");
}

Error from_code(std::int64_t code, std::int64_t subcode, std::string_view words, std::string_view shown_words,
                bool transient, std::string_view service) {
    Error error;
    error.code = std::to_string(code);
    if (subcode > 0)
        error.code += "/" + std::to_string(subcode);
    std::string_view advice;
    auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row &candidate) {
        return code >= candidate.code_from && code <= candidate.code_to &&
               (candidate.subcode == kAny || candidate.subcode == subcode);
    });
    if (row != kRows.end()) {
        error.reaction = row->reaction;
        error.reach = row->reach;
        error.limit = row->limit;
        error.expired = row->expired;
        if (row->wait > 0s)
            error.wait = row->wait;
        advice = row->advice;
    } else {
        // An unknown code says nothing against the account: a day of failures will show.
        error.reaction = Reaction::retry_later;
        advice = "unknown code";
    }
    if (code == 10 && contains_ignoring_case(words, "not enough viewers")) {
        error.reaction = Reaction::skip;
        advice = "too few people saw it for figures to be given";
    } else if ((code == 100 || code == 1) && is_about_our_app(words)) {
        error.reaction = Reaction::misconfigured;
        error.reach = Reach::app;
        error.wait.reset();
        advice = "the app's credentials or redirect_uri are wrong; correct them with configure_platform()";
    } else if (code == 100 && contains_ignoring_case(words, "metric[")) {
        error.reaction = Reaction::skip;
        advice = "the platform no longer offers this metric";
    } else if (transient && error.reaction == Reaction::misconfigured) {
        error.reaction = Reaction::retry_later;
        error.wait = 60s;
        advice = "the platform says it is temporary";
    }
    error.message = std::string(service) + ": " + std::string(shown_words) + " (" + error.code + "); " +
                    std::string(advice);
    return error;
}

// {"error_type":"OAuthException","code":400,"error_message":"…"}: only the words tell whose fault it is.
Error from_code_exchange(std::string_view words, std::string_view shown_words, std::string_view service) {
    Error error;
    std::string_view advice;
    if (is_about_our_app(words) || contains_ignoring_case(words, "client")) {
        error.reaction = Reaction::misconfigured;
        error.reach = Reach::app;
        error.code = "invalid_client";
        advice = "correct client_id, client_secret and redirect_uri with configure_platform()";
    } else {
        error.reaction = Reaction::reconnect;
        error.code = "invalid_code";
        advice = "the creator has to begin again";
    }
    error.message = std::string(service) + ": " + std::string(shown_words) + "; " + std::string(advice);
    return error;
}

std::int64_t code_number(const Error &error) {
    std::int64_t number = -1;
    std::from_chars(error.code.data(), error.code.data() + error.code.size(), number);
    return number;
}

// {"17841…":[{"type":"instagram",…,"estimated_time_to_regain_access":19}]}, in minutes; 0 while there is no
// throttle.
std::optional<std::chrono::seconds> regain_time(const HttpResponse &response) {
    std::string_view header = response.header("X-Business-Use-Case-Usage");
    if (header.empty())
        return std::nullopt;
    std::int64_t longest = 0;
    JsonReading reading{header};
    for (Json budgets : reading.root().values())
        for (Json budget : budgets.items())
            longest = std::max(longest, budget["estimated_time_to_regain_access"].count().value_or(0));
    if (longest == 0)
        return std::nullopt;
    return std::chrono::minutes{std::min<std::int64_t>(longest, 1440)}; // a day at most
}

} // namespace

std::optional<Error> meta_error(Json root, std::string_view service,
                                std::initializer_list<const Secret *> secrets) {
    constexpr std::size_t longest_words = 2'000;
    Json envelope = root["error"];
    if (envelope.is_object()) {
        auto code = envelope["code"].count_or_digits();
        // debug_token spells it `subcode`.
        Json subcode = envelope["error_subcode"].told() ? envelope["error_subcode"] : envelope["subcode"];
        std::string words = envelope["message"].text(longest_words).value_or("");
        std::string shown = redacted(words, secrets);
        if (!code)
            return bad_answer("an error without a code: " + shown);
        return from_code(*code, subcode.count_or_digits().value_or(0), words, shown,
                         envelope["is_transient"].boolean().value_or(false), service);
    }
    if (root["error_type"].told() || root["error_message"].told()) {
        std::string words = root["error_message"].text(longest_words).value_or("the code was refused");
        return from_code_exchange(words, redacted(words, secrets), service);
    }
    return std::nullopt;
}

std::optional<Error> meta_header_error(const HttpResponse &response, std::string_view service) {
    std::string_view value = response.header("WWW-Authenticate");
    auto mark = value.find("(#");
    if (mark == std::string_view::npos)
        return std::nullopt;
    std::int64_t code = 0;
    auto [end, problem] = std::from_chars(value.data() + mark + 2, value.data() + value.size(), code);
    if (problem != std::errc{})
        return std::nullopt;
    auto words = value.substr(mark, value.find('"', mark) - mark);
    return from_code(code, 0, words, redacted(words), false, service);
}

std::chrono::seconds meta_limit_wait(const HttpResponse &response, Instant now,
                                     std::chrono::seconds otherwise) {
    if (auto told = retry_after(response, now))
        return *told;
    return regain_time(response).value_or(otherwise);
}

bool is_permission_error(const Error &error) {
    auto code = code_number(error);
    return error.reaction == Reaction::reconnect && (code == 10 || (code >= 200 && code <= 299));
}

bool is_left_out(const Error &error, const Tokens &tokens, std::string_view scope) {
    return is_permission_error(error) && !may_use(tokens.granted_scopes, scope);
}

bool is_dead_token(const Error &error) {
    auto code = code_number(error);
    return code == 190 || code == 102;
}

bool is_gone(const Error &error) {
    return error.code == "100/33" || code_number(error) == 803;
}

bool has_no_session(const Error &error) {
    return code_number(error) == 452;
}

bool asks_for_less(const Error &error) {
    return code_number(error) == 1 && contains_ignoring_case(error.message, "reduce the amount of data");
}

bool refuses_our_request(const Error &error) {
    return error.reaction == Reaction::misconfigured && error.reach == Reach::account;
}

bool refuses_proof(const Error &error) {
    return error.reaction == Reaction::misconfigured && error.reach == Reach::app &&
           contains_ignoring_case(error.message, "invalid appsecret_proof");
}

std::string_view refused_field(const Error &error) {
    constexpr std::string_view kMark = "nonexisting field (";
    const std::string_view words = error.message;
    const auto mark = words.find(kMark);
    if (mark == std::string_view::npos)
        return {};
    const auto name = words.substr(mark + kMark.size());
    return name.substr(0, name.find(')'));
}

std::optional<std::size_t> refused_metric(const Error &error) {
    constexpr std::string_view kMark = "metric[";
    const auto mark = error.message.find(kMark);
    if (mark == std::string::npos)
        return std::nullopt;
    std::size_t position = 0;
    const char *digits = error.message.data() + mark + kMark.size();
    auto [end, problem] = std::from_chars(digits, error.message.data() + error.message.size(), position);
    return problem == std::errc{} ? std::optional{position} : std::nullopt;
}

bool may_come_apart(const Error &error) {
    if (error.limit || error.reach == Reach::app)
        return false;
    switch (error.reaction) {
    case Reaction::refresh_token:
        return false;
    case Reaction::reconnect:
        return is_permission_error(error);
    case Reaction::retry_later:
        // Below HTTP: something was sent, and what came back broke off or was not in time.
        if (error.code == "network" || error.code == "timeout" || error.code == "tls")
            return error.answer_lost;
        return true;
    case Reaction::skip:
    case Reaction::misconfigured:
        return true;
    }
    return true;
}

} // namespace social
