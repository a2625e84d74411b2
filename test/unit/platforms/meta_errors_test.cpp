// Meta's errors, row by row, and how long its limits last.
#include "core/platforms/meta_errors.hpp"

#include "core/platforms/meta_graph.hpp"
#include "platforms/scripted_api.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr Instant kNow = at(1'795'348'800);

Error error_in(const HttpResponse &response) {
    App app;
    app.client_secret = Secret{"app-secret-1"};
    Secret token{"EAAB-token"};
    Graph graph{app, "Instagram", false};
    auto result = graph.read(response, token, kNow, [](Json) -> Result<Done> { return Done{}; });
    EXPECT_FALSE(result) << response.body;
    return result ? Error{} : result.error();
}

struct Row {
    int code, subcode;
    Reaction reaction;
    std::string error_code;
    bool expired = false;
    bool limit = false;
    Reach reach = Reach::account;
    std::optional<std::chrono::seconds> wait{};
};

void PrintTo(const Row &row, std::ostream *out) {
    *out << row.code << "/" << row.subcode;
}

class MetaErrorRow : public testing::TestWithParam<Row> {};

TEST_P(MetaErrorRow, is_classified_by_code_whatever_the_http_status) {
    const Row &row = GetParam();
    std::string subcode = row.subcode ? ",\"error_subcode\":" + std::to_string(row.subcode) : "";
    for (long status : {200, 400, 401, 403, 500}) {
        Error error = error_in(answer(R"({"error":{"message":"words","type":"OAuthException","code":)" +
                                          std::to_string(row.code) + subcode + R"(,"fbtrace_id":"A"}})",
                                      status));
        EXPECT_EQ(error.reaction, row.reaction);
        EXPECT_EQ(error.code, row.error_code);
        EXPECT_EQ(error.expired, row.expired);
        EXPECT_EQ(error.limit, row.limit);
        EXPECT_EQ(error.reach, row.reach);
        EXPECT_EQ(error.wait, row.wait);
        EXPECT_THAT(error.message, HasSubstr("Instagram: words (" + row.error_code + ")"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    AllRows, MetaErrorRow,
    testing::Values(
        Row{190, 0, Reaction::reconnect, "190"}, Row{190, 458, Reaction::reconnect, "190/458"},
        Row{190, 459, Reaction::reconnect, "190/459"}, Row{190, 460, Reaction::reconnect, "190/460"},
        Row{190, 463, Reaction::reconnect, "190/463", true}, Row{190, 464, Reaction::reconnect, "190/464"},
        Row{190, 467, Reaction::reconnect, "190/467"}, Row{190, 492, Reaction::reconnect, "190/492"},
        Row{102, 0, Reaction::reconnect, "102"}, Row{102, 463, Reaction::reconnect, "102/463", true},
        Row{10, 0, Reaction::reconnect, "10"}, Row{200, 0, Reaction::reconnect, "200"},
        Row{299, 0, Reaction::reconnect, "299"}, Row{368, 0, Reaction::reconnect, "368"},
        Row{3, 0, Reaction::misconfigured, "3", false, false, Reach::app},
        Row{101, 0, Reaction::misconfigured, "101", false, false, Reach::app},
        Row{100, 0, Reaction::misconfigured, "100"}, Row{100, 33, Reaction::skip, "100/33"},
        Row{100, 2108006, Reaction::skip, "100/2108006"}, Row{100, 36007, Reaction::reconnect, "100/36007"},
        Row{100, 36008, Reaction::misconfigured, "100/36008", false, false, Reach::app},
        Row{100, 36009, Reaction::reconnect, "100/36009"}, Row{803, 0, Reaction::skip, "803"},
        Row{3001, 1504028, Reaction::misconfigured, "3001/1504028"}));

INSTANTIATE_TEST_SUITE_P(
    Temporary, MetaErrorRow,
    testing::Values(Row{1, 0, Reaction::retry_later, "1", false, false, Reach::account, 60s},
                    Row{2, 0, Reaction::retry_later, "2", false, false, Reach::account, 60s},
                    Row{4, 0, Reaction::retry_later, "4", false, true, Reach::app, 3600s},
                    Row{341, 0, Reaction::retry_later, "341", false, true, Reach::app, 3600s},
                    Row{17, 0, Reaction::retry_later, "17", false, true, Reach::account, 3600s},
                    Row{32, 0, Reaction::retry_later, "32", false, true, Reach::account, 3600s},
                    Row{613, 0, Reaction::retry_later, "613", false, true, Reach::account, 900s},
                    Row{79999, 0, Reaction::retry_later, "79999"},
                    Row{80000, 0, Reaction::retry_later, "80000", false, true, Reach::account, 3600s},
                    Row{80014, 0, Reaction::retry_later, "80014", false, true, Reach::account, 3600s},
                    Row{80015, 0, Reaction::retry_later, "80015"},
                    Row{80001, 0, Reaction::retry_later, "80001", false, true, Reach::account, 3600s},
                    Row{80002, 0, Reaction::retry_later, "80002", false, true, Reach::account, 3600s},
                    Row{80006, 0, Reaction::retry_later, "80006", false, true, Reach::account, 3600s},
                    Row{987654, 0, Reaction::retry_later, "987654"}));

Error with_words(int code, std::string words, bool transient = false) {
    return error_in(answer(R"({"error":{"message":")" + words + R"(","code":)" + std::to_string(code) +
                               (transient ? R"(,"is_transient":true)" : "") + "}}",
                           400));
}

TEST(MetaErrors, words_decide_where_codes_do_not) {
    EXPECT_EQ(with_words(10, "(#10) Not enough viewers for the media to show insights").reaction,
              Reaction::skip);
    EXPECT_EQ(with_words(100, "(#100) metric[0] must be one of the following values: views").reaction,
              Reaction::skip);
    for (auto words : {"Invalid appsecret_proof provided in the API argument",
                       "API calls from the server require an appsecret_proof argument",
                       "Error validating client secret.", "Missing client_secret parameter.",
                       "Error validating application.", "The redirect uri is not the same"}) {
        Error error = with_words(100, words);
        EXPECT_EQ(error.reaction, Reaction::misconfigured) << words;
        EXPECT_EQ(error.reach, Reach::app) << words;
    }
    Error secret = with_words(1, "Error validating client secret.");
    EXPECT_EQ(secret.reaction, Reaction::misconfigured);
    EXPECT_EQ(secret.wait, std::nullopt);
    EXPECT_TRUE(asks_for_less(with_words(1, "Please reduce the amount of data you're asking for")));
    EXPECT_FALSE(asks_for_less(with_words(1, "An unknown error occurred")));
    EXPECT_FALSE(asks_for_less(with_words(2, "Please reduce the amount of data you're asking for")));
    Error transient = with_words(100, "Try again", true);
    EXPECT_EQ(transient.reaction, Reaction::retry_later);
    EXPECT_EQ(transient.wait, 60s);
}

TEST(MetaErrors, words_change_no_code_that_they_do_not_come_with) {
    EXPECT_EQ(with_words(200, "Not enough viewers for the media to show insights").reaction,
              Reaction::reconnect);
    Error dead = with_words(190, "Error validating application. The token was for metric[0]");
    EXPECT_EQ(dead.reaction, Reaction::reconnect);
    EXPECT_EQ(dead.reach, Reach::account);
    EXPECT_EQ(with_words(2, "metric[0] is not there just now").reaction, Reaction::retry_later);
}

TEST(MetaErrors, what_is_ours_is_told_from_what_is_the_requests) {
    Error request = with_words(100, "Unsupported get request");
    EXPECT_TRUE(refuses_our_request(request));
    EXPECT_FALSE(refuses_our_request(with_words(101, "Invalid application")));
    EXPECT_FALSE(refuses_our_request(with_words(2, "Service temporarily unavailable")));
    EXPECT_TRUE(refuses_proof(with_words(100, "Invalid appsecret_proof provided in the API argument")));
    EXPECT_FALSE(refuses_proof(with_words(101, "Error validating application")));
}

TEST(MetaErrors, only_what_may_be_about_one_part_is_asked_for_in_parts) {
    EXPECT_TRUE(may_come_apart(with_words(10, "no permission")));
    EXPECT_TRUE(may_come_apart(with_words(100, "Unsupported get request")));
    EXPECT_TRUE(may_come_apart(with_words(2, "Service temporarily unavailable")));
    EXPECT_FALSE(may_come_apart(with_words(190, "dead")));
    EXPECT_FALSE(may_come_apart(with_words(17, "User request limit reached")));
    EXPECT_FALSE(may_come_apart(with_words(101, "Invalid application")));
    EXPECT_FALSE(may_come_apart(error_in(answer("{}", 401))));
    for (auto failure : {TransportFailure::reset, TransportFailure::timeout, TransportFailure::tls}) {
        EXPECT_TRUE(may_come_apart(error_in(broken(failure, true))));
        EXPECT_FALSE(may_come_apart(error_in(broken(failure, false))));
    }
}

TEST(MetaErrors, permission_errors_are_known_from_dead_tokens) {
    EXPECT_TRUE(is_permission_error(with_words(10, "no permission")));
    EXPECT_TRUE(is_permission_error(with_words(200, "no permission")));
    EXPECT_FALSE(is_permission_error(with_words(190, "dead")));
    EXPECT_FALSE(is_permission_error(with_words(100, "wrong")));
    EXPECT_TRUE(is_permission_error(with_words(299, "no permission")));
    // Too few people saw the post: nobody refused anything.
    EXPECT_FALSE(is_permission_error(with_words(10, "Not enough viewers for the media to show insights")));
    for (int code : {190, 102})
        EXPECT_TRUE(is_dead_token(with_words(code, "dead"))) << code;
    for (int code : {10, 200, 368, 100, 4, 1024, 1901})
        EXPECT_FALSE(is_dead_token(with_words(code, "alive"))) << code;
}

TEST(MetaErrors, a_scope_is_left_out_where_it_is_known_not_to_be_granted) {
    Tokens tokens;
    Error refused = with_words(10, "no permission");
    EXPECT_FALSE(is_left_out(refused, tokens, "instagram_basic")); // nobody knows what was granted
    tokens.granted_scopes = {"pages_show_list"};
    EXPECT_TRUE(is_left_out(refused, tokens, "instagram_basic"));
    EXPECT_FALSE(is_left_out(with_words(190, "dead"), tokens, "instagram_basic"));
    tokens.granted_scopes = {"instagram_basic"};
    EXPECT_FALSE(is_left_out(refused, tokens, "instagram_basic"));
}

TEST(MetaErrors, the_code_exchange_answers_flat) {
    Error used = error_in(answer(fixture("instagram/code_refused.json"), 400));
    EXPECT_EQ(used.reaction, Reaction::reconnect);
    EXPECT_EQ(used.code, "invalid_code");
    EXPECT_EQ(used.message,
              "Instagram: Matching code was not found or was already used; the creator has to begin again");
    for (auto words : {"Invalid platform app", "Invalid redirect_uri", "Error validating client secret."}) {
        Error ours = error_in(answer(R"({"error_type":"OAuthException","code":400,"error_message":")" +
                                         std::string(words) + "\"}",
                                     400));
        EXPECT_EQ(ours.reaction, Reaction::misconfigured) << words;
        EXPECT_EQ(ours.reach, Reach::app) << words;
        EXPECT_EQ(ours.code, "invalid_client") << words;
    }
    // Either field tells this form.
    EXPECT_EQ(error_in(answer(R"({"error_message":"Unknown client"})", 400)).code, "invalid_client");
    EXPECT_EQ(error_in(answer(R"({"error_type":"OAuthException","code":400})", 400)).code, "invalid_code");
}

TEST(MetaErrors, messages_name_no_token) {
    Error error = with_words(190, "Malformed access token EAAB-token near app-secret-1");
    EXPECT_THAT(error.message, HasSubstr("Malformed access token [hidden] near [hidden]"));
    EXPECT_THAT(error.message, Not(HasSubstr("EAAB-token")));
}

TEST(MetaErrors, an_error_without_a_code_or_of_a_wrong_type_is_a_bad_answer) {
    EXPECT_EQ(error_in(answer(R"({"error":{"message":"words"}})", 400)).code, "bad_answer");
    EXPECT_EQ(error_in(answer(R"({"error":{"code":"x"}})", 400)).code, "bad_answer");
    EXPECT_EQ(error_in(answer(R"({"error":{"code":"190"}})", 400)).code, "190");
}

TEST(MetaErrors, limits_wait_as_the_headers_tell) {
    auto limit = [](std::vector<std::pair<std::string, std::string>> headers) {
        return error_in(answer(fixture("meta/app_limit.json"), 403, std::move(headers)));
    };
    EXPECT_EQ(limit({}).wait, 3600s);
    EXPECT_EQ(limit({{"retry-after", "120"}}).wait, 120s);
    EXPECT_EQ(limit({{"Retry-After", "Sun, 22 Nov 2026 12:05:00 GMT"}}).wait, 300s);
    EXPECT_EQ(limit({{"Retry-After", "9999999"}}).wait, 86'400s);
    EXPECT_EQ(limit({{"Retry-After", "soon"}}).wait, 3600s);
    EXPECT_EQ(limit({{"Retry-After", "0"}}).wait, 3600s); // no word of how long
    EXPECT_EQ(limit({{"Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT"}}).wait, 3600s);
    // By a clock that is an hour behind ours.
    EXPECT_EQ(
        limit({{"Retry-After", "Sun, 22 Nov 2026 11:05:00 GMT"}, {"Date", "Sun, 22 Nov 2026 11:00:00 GMT"}})
            .wait,
        300s);
    EXPECT_EQ(limit({{"X-Business-Use-Case-Usage",
                      R"({"17841405309211845":[{"type":"instagram","call_count":95,"total_cputime":20,)"
                      R"("total_time":20,"estimated_time_to_regain_access":19}]})"}})
                  .wait,
              1140s);
    EXPECT_EQ(limit({{"X-Business-Use-Case-Usage", R"({"1":[{"estimated_time_to_regain_access":0}]})"}}).wait,
              3600s);
    EXPECT_EQ(limit({{"x-business-use-case-usage", R"({"1":[{"estimated_time_to_regain_access":3}],)"
                                                   R"("2":[{"estimated_time_to_regain_access":7}]})"}})
                  .wait,
              420s);
    EXPECT_EQ(limit({{"X-Business-Use-Case-Usage", R"({"1":[{"estimated_time_to_regain_access":7},)"
                                                   R"({"estimated_time_to_regain_access":3}]})"}})
                  .wait,
              420s);
    EXPECT_EQ(
        limit({{"X-Business-Use-Case-Usage", R"({"1":[{"estimated_time_to_regain_access":1500}]})"}}).wait,
        86'400s);
    EXPECT_EQ(limit({{"X-Business-Use-Case-Usage", R"({"1":[{"estimated_time_to_regain_access":19}]})"},
                     {"Retry-After", "5"}})
                  .wait,
              5s);
    EXPECT_EQ(limit({{"X-Business-Use-Case-Usage", "not json"}}).wait, 3600s);
}

TEST(MetaErrors, a_throttle_may_show_in_a_header_only) {
    std::string header =
        R"(OAuth "Facebook Platform" "invalid_request" "(#4) Application request limit reached")";
    for (auto body : {"", "<html></html>", "{}"}) {
        Error error = error_in(answer(body, 403, {{"WWW-Authenticate", header}}));
        EXPECT_EQ(error.code, "4") << body;
        EXPECT_TRUE(error.limit) << body;
        EXPECT_EQ(error.reach, Reach::app) << body;
        EXPECT_EQ(error.wait, 3600s) << body;
    }
}

TEST(MetaErrors, the_http_status_decides_only_where_the_body_says_nothing) {
    EXPECT_EQ(error_in(answer("{}", 401)).reaction, Reaction::refresh_token);
    // Also what a proxy says, or an address that was mistyped: it ends no login.
    EXPECT_EQ(error_in(answer("{}", 404)).reaction, Reaction::retry_later);
    EXPECT_EQ(error_in(answer("{}", 410)).reaction, Reaction::retry_later);
    EXPECT_EQ(error_in(answer("{}", 503)).reaction, Reaction::retry_later);
    EXPECT_EQ(error_in(answer("{}", 503)).code, "http_503");
    Error limit = error_in(answer("{}", 429, {{"Retry-After", "7"}}));
    EXPECT_TRUE(limit.limit);
    EXPECT_EQ(limit.wait, 7s);
    Error page = error_in(answer("<html>", 502, {{"Retry-After", "30"}}));
    EXPECT_EQ(page.reaction, Reaction::retry_later);
    EXPECT_EQ(page.code, "bad_answer");
    EXPECT_EQ(page.message, "Instagram: HTTP 502: the answer is a web page instead of JSON");
    EXPECT_EQ(page.wait, 30s);
    EXPECT_FALSE(page.limit);
    EXPECT_TRUE(error_in(answer("", 429)).limit);
    EXPECT_EQ(error_in(answer("", 429)).wait, 3600s); // where nothing says how long
}

TEST(MetaErrors, a_code_that_nobody_knows_is_a_limit_where_the_status_is_one) {
    std::string body = R"({"error":{"message":"Slow down","code":4711}})";
    Error limit = error_in(answer(body, 429, {{"Retry-After", "7"}}));
    EXPECT_EQ(limit.code, "4711");
    EXPECT_TRUE(limit.limit);
    EXPECT_EQ(limit.wait, 7s);
    EXPECT_FALSE(error_in(answer(body, 400)).limit);
    // What is known says more than the status.
    EXPECT_FALSE(error_in(answer(R"({"error":{"message":"x","code":190}})", 429)).limit);
}

TEST(MetaErrors, failures_below_http_have_their_own_codes) {
    struct Case {
        TransportFailure failure;
        std::string code;
    };
    for (const auto &[failure, code] : {Case{TransportFailure::resolve, "network"},
                                        {TransportFailure::connect, "network"},
                                        {TransportFailure::reset, "network"},
                                        {TransportFailure::other, "network"},
                                        {TransportFailure::tls, "tls"},
                                        {TransportFailure::timeout, "timeout"},
                                        {TransportFailure::too_large, "too_large"}}) {
        Error error = error_in(broken(failure, false));
        EXPECT_EQ(error.reaction, Reaction::retry_later);
        EXPECT_EQ(error.code, code);
        EXPECT_FALSE(error.answer_lost);
        EXPECT_TRUE(error_in(broken(failure, true)).answer_lost);
    }
    Error refused = error_in(broken(TransportFailure::refused_url, false));
    EXPECT_EQ(refused.reaction, Reaction::misconfigured);
    EXPECT_EQ(refused.reach, Reach::app);
    HttpResponse deferred = broken(TransportFailure::deferred, false);
    deferred.retry_after = 90s;
    Error budget = error_in(deferred);
    EXPECT_TRUE(budget.limit);
    EXPECT_EQ(budget.wait, 90s);
    EXPECT_FALSE(budget.answer_lost);
}

TEST(MetaGraph, next_pages_begin_at_the_cursor_and_never_follow_an_address) {
    auto cursor = [](std::string_view body) {
        return read_json(body, [](Json root) -> Result<NextPage> { return next_page(root); })->cursor;
    };
    auto told = [](std::string_view body) {
        return read_json(body, [](Json root) -> Result<NextPage> { return next_page(root); })->told;
    };
    EXPECT_EQ(cursor(R"({"paging":{"cursors":{"after":"QVF="},"next":"https://x/?after=other"}})"), "QVF=");
    EXPECT_EQ(cursor(R"({"paging":{"next":"https://evil.example/?access_token=t&after=Q2g%3D"}})"), "Q2g=");
    EXPECT_EQ(cursor(R"({"paging":{"cursors":{"after":"QVF="}}})"), std::nullopt);
    EXPECT_EQ(cursor(R"({"paging":{"next":null}})"), std::nullopt);
    EXPECT_EQ(cursor(R"({"paging":{"next":5}})"), std::nullopt);
    EXPECT_EQ(cursor(R"({"paging":{"cursors":{"after":""},"next":"https://x/?after=Q2g"}})"), "Q2g");
    EXPECT_EQ(cursor(R"({"paging":[]})"), std::nullopt);
    EXPECT_EQ(cursor("{}"), std::nullopt);
    EXPECT_TRUE(told(R"({"paging":{"next":"https://x/?limit=25"}})"));
    EXPECT_FALSE(told(R"({"paging":{"cursors":{"after":"QVF="}}})"));
    EXPECT_FALSE(told(R"({"paging":{"next":null}})"));
}

TEST(MetaGraph, a_proof_goes_with_a_token_where_there_is_a_secret_to_make_it_of) {
    App app;
    app.api_url = "https://graph.facebook.com";
    Secret token{"EAAB-token"};
    EXPECT_THAT(Graph(app, "Facebook", true).get("me", token, {}).url, Not(HasSubstr("appsecret_proof")));
    app.client_secret = Secret{"app-secret-1"};
    EXPECT_THAT(Graph(app, "Facebook", true).get("me", token, {}).url, HasSubstr("?appsecret_proof="));
    EXPECT_THAT(Graph(app, "Facebook", false).get("me", token, {}).url, Not(HasSubstr("appsecret_proof")));
}

TEST(MetaGraph, scopes_come_as_text_or_array) {
    auto scopes = [](std::string_view value) {
        return *read_json("{\"s\":" + std::string(value) + "}",
                          [](Json root) -> Result<std::vector<std::string>> { return scopes_in(root["s"]); });
    };
    EXPECT_THAT(scopes(R"("a,b")"), testing::ElementsAre("a", "b"));
    EXPECT_THAT(scopes(R"("a b, c")"), testing::ElementsAre("a", "b", "c"));
    EXPECT_THAT(scopes(R"(["a","b"])"), testing::ElementsAre("a", "b"));
    EXPECT_THAT(scopes(R"([1,"b",null])"), testing::ElementsAre("b"));
    EXPECT_THAT(scopes("null"), testing::IsEmpty());
    EXPECT_THAT(scopes("7"), testing::IsEmpty());
}

} // namespace
} // namespace social
