// Connecting and keeping an Instagram account: codes, tokens, both ways of logging in.
#include "core/platforms/adapter.hpp"
#include "platforms/scripted_api.hpp"

#include <gmock/gmock.h>

namespace social {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Adapter &instagram() {
    return *adapter_for(Platform::instagram);
}

App instagram_app() {
    App app;
    app.platform = Platform::instagram;
    app.client_id = "990602627938098";
    app.client_secret = Secret{"igsecret"};
    app.scopes = {"instagram_business_basic", "instagram_business_manage_insights"};
    app.authorize_url = "https://www.instagram.com/oauth/authorize";
    app.token_url = "https://api.instagram.com/oauth/access_token";
    app.api_url = "https://graph.instagram.com";
    app.api_version = "v25.0";
    return app;
}

App facebook_login_app() {
    App app = instagram_app();
    app.login_flow = "facebook_login";
    app.client_id = "442";
    app.client_secret = Secret{"fbsecret"};
    app.token_url = "https://graph.facebook.com/v25.0/oauth/access_token";
    app.api_url = "https://graph.facebook.com";
    return app;
}

TEST(InstagramConnect, sends_the_browser_to_the_authorize_page) {
    AuthorizeRequest request{"https://app.example/cb?x=1", "st-ate", "ignored"};
    EXPECT_EQ(instagram().authorize_url(instagram_app(), request),
              "https://www.instagram.com/oauth/authorize?client_id=990602627938098&"
              "redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1&response_type=code&"
              "scope=instagram_business_basic%2Cinstagram_business_manage_insights&state=st-ate");
}

TEST(InstagramConnect, facebooks_dialog_asks_again_for_what_was_refused) {
    App app = facebook_login_app();
    app.authorize_url = "https://www.facebook.com/v25.0/dialog/oauth";
    app.scopes = {"instagram_basic", "pages_show_list"};
    EXPECT_EQ(instagram().authorize_url(app, {"https://app.example/cb", "state1", ""}),
              "https://www.facebook.com/v25.0/dialog/oauth?client_id=442&"
              "redirect_uri=https%3A%2F%2Fapp.example%2Fcb&response_type=code&"
              "scope=instagram_basic%2Cpages_show_list&auth_type=rerequest&state=state1");
}

TEST(InstagramConnect, defaults_differ_by_login) {
    EXPECT_EQ(instagram().defaults().api_url, "https://graph.instagram.com");
    EXPECT_FALSE(instagram().defaults("instagram_login").revocable);
    EXPECT_EQ(instagram().defaults("facebook_login").api_url, "https://graph.facebook.com");
    EXPECT_EQ(instagram().defaults().calls_per_hour, 200);
}

TEST(InstagramConnect, a_code_becomes_a_long_token_and_the_account_that_me_names) {
    for (auto first : {"instagram/code_answer_wrapped.json", "instagram/code_answer_flat.json"}) {
        ScriptedApi api{{answer(fixture(first)), answer(fixture("instagram/long_token.json")),
                         answer(fixture("instagram/me.json"))}};
        api.queued = true;
        auto identities = api.run(instagram().connect_with_code(
            api, instagram_app(), "https://app.example/cb", Secret{"AQBx-code#_"}, ""));
        ASSERT_TRUE(identities) << identities.error().message;
        ASSERT_EQ(identities->size(), 1u);
        const Identity &identity = identities->front();
        EXPECT_EQ(identity.profile.platform_user_id, "17841405822304915");
        EXPECT_EQ(identity.authorizing_user_id, "9134567890123457");
        EXPECT_EQ(identity.login_flow, "instagram_login");
        EXPECT_EQ(identity.profile.username, "forge.legacy");
        EXPECT_EQ(identity.tokens.access_token.reveal(), "IGAAlong0000000001");
        EXPECT_TRUE(identity.tokens.refresh_token.empty());
        EXPECT_EQ(identity.tokens.token_expires_at, api.clock + 5'183'944s);
        EXPECT_EQ(identity.tokens.grant_expires_at, api.clock + 5'183'944s);
        EXPECT_THAT(identity.tokens.granted_scopes,
                    ElementsAre("instagram_business_basic", "instagram_business_manage_insights"));

        ASSERT_EQ(api.requests.size(), 3u);
        EXPECT_EQ(api.requests[0].method, Method::post);
        EXPECT_EQ(api.requests[0].url, "https://api.instagram.com/oauth/access_token");
        EXPECT_EQ(api.requests[0].body, "client_id=990602627938098&client_secret=igsecret&"
                                        "grant_type=authorization_code&"
                                        "redirect_uri=https%3A%2F%2Fapp.example%2Fcb&code=AQBx-code");
        EXPECT_EQ(header_of(api.requests[0], "Content-Type"), "application/x-www-form-urlencoded");
        EXPECT_FALSE(api.requests[0].repeatable);
        std::string short_token =
            first == std::string("instagram/code_answer_flat.json") ? "IGAAshortFlat" : "IGAAshortWrapped";
        EXPECT_EQ(api.requests[1].url,
                  "https://graph.instagram.com/access_token?grant_type=ig_exchange_token&"
                  "client_secret=igsecret&access_token=" +
                      short_token);
        EXPECT_THAT(api.requests[2].url, HasSubstr("https://graph.instagram.com/v25.0/me?fields=user_id%2C"));
        EXPECT_THAT(api.requests[2].url, Not(HasSubstr("IGAA")));
        EXPECT_THAT(api.requests[2].url, Not(HasSubstr("appsecret_proof")));
        EXPECT_EQ(header_of(api.requests[2], "Authorization"), "Bearer IGAAlong0000000001");
    }
}

TEST(InstagramConnect, the_app_scoped_id_is_known_from_the_code_where_me_leaves_it_out) {
    ScriptedApi api{{answer(R"({"access_token":"IGAAshort","user_id":9134567890123457,"permissions":[]})"),
                     answer(fixture("instagram/long_token.json")),
                     answer(R"({"data":[{"user_id":"17841405822304915","username":"forge.legacy"}]})")}};
    auto identities = api.run(
        instagram().connect_with_code(api, instagram_app(), "https://app.example/cb", Secret{"AQBx"}, ""));
    ASSERT_TRUE(identities);
    EXPECT_EQ(identities->front().profile.platform_user_id, "17841405822304915");
    EXPECT_EQ(identities->front().authorizing_user_id, "9134567890123457");
}

TEST(InstagramConnect, a_profile_in_an_array_with_numeric_ids_is_read_too) {
    ScriptedApi api{
        {answer(fixture("instagram/long_token.json")), answer(fixture("instagram/me_wrapped.json"))}};
    auto identities = api.run(instagram().connect_with_token(api, instagram_app(), Secret{"IGAAshort"}));
    ASSERT_TRUE(identities);
    EXPECT_EQ(identities->front().profile.platform_user_id, "17841405822304915");
    EXPECT_EQ(identities->front().authorizing_user_id, "9134567890123457");
    EXPECT_EQ(identities->front().profile.followers, 20'311);
    EXPECT_EQ(identities->front().profile.following, std::nullopt);
    EXPECT_EQ(identities->front().profile.bio, std::nullopt);
}

TEST(InstagramConnect, an_expiry_is_told_or_unknown_never_assumed) {
    for (auto expires_in : {"", R"(,"expires_in":null)", R"(,"expires_in":0)", R"(,"expires_in":-5)",
                            R"(,"expires_in":9223372036854775807)", R"(,"expires_in":"soon")"}) {
        ScriptedApi api{{answer(R"({"access_token":"IGAAlong")" + std::string(expires_in) + "}"),
                         answer(fixture("instagram/me.json"))}};
        auto identities = api.run(instagram().connect_with_token(api, instagram_app(), Secret{"IGAAshort"}));
        ASSERT_TRUE(identities) << expires_in;
        EXPECT_EQ(identities->front().tokens.token_expires_at, std::nullopt) << expires_in;
        EXPECT_EQ(identities->front().tokens.grant_expires_at, std::nullopt) << expires_in;
    }
}

TEST(InstagramConnect, a_personal_account_is_told_what_to_switch) {
    ScriptedApi api{{answer(fixture("instagram/long_token.json")),
                     answer(R"({"id":"1","username":"ana","account_type":"PERSONAL"})")}};
    auto identities = api.run(instagram().connect_with_token(api, instagram_app(), Secret{"IGAAshort"}));
    ASSERT_FALSE(identities);
    EXPECT_EQ(identities.error().reaction, Reaction::reconnect);
    EXPECT_EQ(identities.error().code, "personal_account");
    EXPECT_THAT(identities.error().message, HasSubstr("switch to a professional account"));
}

TEST(InstagramConnect, a_long_lived_token_is_taken_as_it_is) {
    auto too_young =
        answer(R"({"error":{"message":"Token must be at least 24 hours old to refresh","code":100}})", 400);
    auto long_token = answer(fixture("instagram/long_token.json")), me = answer(fixture("instagram/me.json"));
    for (auto words : {R"({"error":{"message":"Session key invalid. This could be because","code":452}})",
                       R"({"error":{"message":"Unsupported request","code":100}})",
                       R"({"error":{"message":"Unsupported request","code":100,"error_subcode":33}})"}) {
        auto refused = answer(words, 400);
        ScriptedApi api{{refused, long_token, me}};
        auto identities =
            api.run(instagram().connect_with_token(api, instagram_app(), Secret{"IGAAalreadylong"}));
        ASSERT_TRUE(identities) << words;
        EXPECT_EQ(api.requests[1].url,
                  "https://graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token&"
                  "access_token=IGAAalreadylong");
        EXPECT_EQ(identities->front().tokens.access_token.reveal(), "IGAAlong0000000001");

        ScriptedApi young{{refused, too_young, me}};
        identities =
            young.run(instagram().connect_with_token(young, instagram_app(), Secret{"IGAAalreadylong"}));
        ASSERT_TRUE(identities) << words;
        EXPECT_EQ(identities->front().tokens.access_token.reveal(), "IGAAalreadylong");
        EXPECT_EQ(identities->front().tokens.grant_expires_at, std::nullopt);

        ScriptedApi dead{{refused, answer(fixture("meta/session_expired.json"), 400)}};
        identities = dead.run(instagram().connect_with_token(dead, instagram_app(), Secret{"IGAAdead"}));
        ASSERT_FALSE(identities) << words;
        EXPECT_EQ(identities.error().code, "190/463");

        // An outage tells nothing of the token: neither what is wrong with it nor that it is taken.
        ScriptedApi outage{{refused, answer("<html>", 502)}};
        identities =
            outage.run(instagram().connect_with_token(outage, instagram_app(), Secret{"IGAAalreadylong"}));
        ASSERT_FALSE(identities) << words;
        EXPECT_EQ(identities.error().reaction, Reaction::retry_later) << words;
        EXPECT_THAT(identities.error().message, HasSubstr("HTTP 502")) << words;
    }
}

TEST(InstagramConnect, a_dead_token_a_wrong_secret_and_an_outage_end_the_connect) {
    struct Case {
        HttpResponse response;
        Reaction reaction;
        std::string code;
    };
    for (const auto &[response, reaction, code] :
         {Case{answer(fixture("meta/session_expired.json"), 400), Reaction::reconnect, "190/463"},
          {answer(R"({"error":{"message":"Error validating client secret.","code":101}})", 400),
           Reaction::misconfigured, "101"},
          {answer(R"({"error":{"message":"Error validating client secret.","code":1}})", 400),
           Reaction::misconfigured, "1"},
          {answer("<html></html>", 502), Reaction::retry_later, "bad_answer"},
          {answer(R"({"token_type":"bearer"})"), Reaction::retry_later, "bad_answer"},
          {broken(TransportFailure::timeout, true), Reaction::retry_later, "timeout"}}) {
        ScriptedApi api{{response}};
        auto identities = api.run(instagram().connect_with_token(api, instagram_app(), Secret{"IGAAshort"}));
        ASSERT_FALSE(identities);
        EXPECT_EQ(identities.error().reaction, reaction) << code;
        EXPECT_EQ(identities.error().code, code);
        EXPECT_EQ(api.requests.size(), 1u);
    }
}

TEST(InstagramConnect, a_used_code_lets_the_creator_begin_again) {
    ScriptedApi api{{answer(fixture("instagram/code_refused.json"), 400)}};
    auto identities = api.run(
        instagram().connect_with_code(api, instagram_app(), "https://app.example/cb", Secret{"used"}, ""));
    ASSERT_FALSE(identities);
    EXPECT_EQ(identities.error().reaction, Reaction::reconnect);
    EXPECT_EQ(identities.error().code, "invalid_code");
}

TEST(InstagramConnect, through_facebook_the_accounts_behind_the_pages_can_be_chosen) {
    std::string pages = R"({"data":[
        {"id":"108000000000001","name":"A","access_token":"EAABpageA","instagram_business_account":{"id":"17841405309211845","username":"a"}},
        {"id":"108000000000003","name":"B","access_token":"EAABpageB"},
        {"id":"108000000000005","name":"C","access_token":"EAABpageC","instagram_business_account":{"id":17841405309211847}},
        {"id":"108000000000007","name":"D","instagram_business_account":{"id":"17841405309211849"}}]})";
    ScriptedApi api{{answer(fixture("facebook/code_answer.json")),
                     answer(fixture("facebook/debug_token.json")),
                     answer(fixture("facebook/long_user_token.json")), answer(pages)}};
    auto identities = api.run(instagram().connect_with_code(
        api, facebook_login_app(), "https://app.example/cb", Secret{"AQBx#_=_"}, ""));
    ASSERT_TRUE(identities) << identities.error().message;
    ASSERT_EQ(identities->size(), 2u);
    EXPECT_EQ(identities->at(0).profile.platform_user_id, "17841405309211845");
    EXPECT_EQ(identities->at(0).profile.username, "a");
    EXPECT_EQ(identities->at(0).login_flow, "facebook_login");
    EXPECT_EQ(identities->at(0).authorizing_user_id, "1020304050");
    EXPECT_EQ(identities->at(0).tokens.access_token.reveal(), "EAABpageA");
    EXPECT_EQ(identities->at(0).tokens.refresh_token.reveal(), "EAABlong0000000001");
    EXPECT_EQ(identities->at(0).tokens.refresh_token_expires_at, api.clock + 5'183'999s);
    EXPECT_EQ(identities->at(0).tokens.token_expires_at, std::nullopt);
    EXPECT_EQ(identities->at(0).tokens.grant_expires_at, std::nullopt);
    EXPECT_EQ(identities->at(1).profile.platform_user_id, "17841405309211847");
    EXPECT_EQ(api.requests[0].url,
              "https://graph.facebook.com/v25.0/oauth/access_token?client_id=442&"
              "redirect_uri=https%3A%2F%2Fapp.example%2Fcb&client_secret=fbsecret&code=AQBx");
    EXPECT_EQ(api.requests[1].url,
              "https://graph.facebook.com/v25.0/debug_token?input_token=EAABshort0000000001&"
              "access_token=442%7Cfbsecret");
}

TEST(InstagramConnect, a_login_without_a_linked_account_says_to_link_one) {
    ScriptedApi api{{answer(fixture("facebook/debug_token.json")),
                     answer(fixture("facebook/long_user_token.json")),
                     answer(R"({"data":[{"id":"108000000000003","access_token":"EAABpageB"}]})")}};
    auto identities = api.run(instagram().connect_with_token(api, facebook_login_app(), Secret{"EAABshort"}));
    ASSERT_FALSE(identities);
    EXPECT_EQ(identities.error().code, "no_instagram_account");
    EXPECT_EQ(identities.error().reaction, Reaction::reconnect);
}

Account instagram_account() {
    Account account;
    account.platform = Platform::instagram;
    account.login_flow = "instagram_login";
    account.platform_user_id = "17841405822304915";
    account.tokens.access_token = Secret{"IGAAold"};
    return account;
}

TEST(InstagramRefresh, asks_without_any_secret_and_takes_the_new_token) {
    ScriptedApi api{{answer(fixture("instagram/long_token.json"))}};
    Account account = instagram_account();
    auto tokens = api.run(instagram().refresh(api, instagram_app(), account));
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->access_token.reveal(), "IGAAlong0000000001");
    EXPECT_EQ(tokens->grant_expires_at, api.clock + 5'183'944s);
    EXPECT_EQ(api.requests[0].url,
              "https://graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token&"
              "access_token=IGAAold");
}

TEST(InstagramRefresh, a_token_that_is_too_young_is_no_failure_of_the_account) {
    ScriptedApi api{{answer(R"({"error":{"message":"Token must be at least 24 hours old to refresh",)"
                            R"("type":"OAuthException","code":100}})",
                            400)}};
    Account account = instagram_account();
    auto tokens = api.run(instagram().refresh(api, instagram_app(), account));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().reaction, Reaction::skip);
}

TEST(InstagramRefresh, an_app_that_is_set_up_wrongly_is_no_young_token) {
    ScriptedApi api{{answer(R"({"error":{"message":"Error validating application.","code":101}})", 400)}};
    auto tokens = api.run(instagram().refresh(api, instagram_app(), instagram_account()));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().reaction, Reaction::misconfigured);
}

TEST(InstagramRefresh, is_pointless_in_the_first_day) {
    Instant now = at(1'795'348'800);
    Account account = instagram_account();
    account.connected_at = now - 24h * 40;
    account.tokens.token_expires_at = now + 24h * 20;
    EXPECT_FALSE(instagram().too_new_to_refresh(account, now));
    account.last_refreshed_at = now - 23h;
    EXPECT_TRUE(instagram().too_new_to_refresh(account, now));
    account.last_refreshed_at = now - 24h;
    EXPECT_FALSE(instagram().too_new_to_refresh(account, now));
    account.last_refreshed_at.reset();
    account.connected_at = now - 1h;
    EXPECT_TRUE(instagram().too_new_to_refresh(account, now));
    account.tokens.token_expires_at = now + 24h;
    EXPECT_TRUE(instagram().too_new_to_refresh(account, now));
    account.tokens.token_expires_at.reset();
    EXPECT_TRUE(instagram().too_new_to_refresh(account, now));
    account.login_flow = "facebook_login";
    EXPECT_FALSE(instagram().too_new_to_refresh(account, now));
    account.login_flow.clear();
    account.tokens.token_expires_at = now + 23h;
    EXPECT_FALSE(instagram().too_new_to_refresh(account, now));
}

TEST(InstagramRefresh, is_wanted_for_a_token_of_a_clock_that_was_ahead) {
    Instant now = at(1'795'348'800);
    Account account = instagram_account();
    account.connected_at = now + 24h * 40;
    account.tokens.token_expires_at = now + 24h * 100;
    for (auto flow : {"instagram_login", "facebook_login"}) {
        account.login_flow = flow;
        account.tokens.refresh_token = Secret{account.login_flow == "facebook_login" ? "EAABuser" : ""};
        EXPECT_TRUE(instagram().should_refresh(account, now)) << flow;
        EXPECT_FALSE(instagram().too_new_to_refresh(account, now)) << flow;
    }
    // Clocks differ by a little.
    account.login_flow = "instagram_login";
    account.connected_at = now + 59min;
    EXPECT_FALSE(instagram().should_refresh(account, now));
    EXPECT_TRUE(instagram().too_new_to_refresh(account, now));
}

TEST(InstagramRefresh, a_token_that_ended_only_the_creator_can_replace) {
    ScriptedApi api{{answer(fixture("meta/session_expired.json"), 400)}};
    Account account = instagram_account();
    auto tokens = api.run(instagram().refresh(api, instagram_app(), account));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().reaction, Reaction::reconnect);
    EXPECT_TRUE(tokens.error().expired);
}

TEST(InstagramRefresh, is_wanted_after_a_day_and_in_the_last_thirty) {
    Instant now = at(1'795'348'800);
    auto wanted = [&](std::chrono::hours age, std::optional<std::chrono::hours> left) {
        Account account = instagram_account();
        account.connected_at = now - age;
        if (left)
            account.tokens.token_expires_at = now + *left;
        EXPECT_FALSE(instagram().must_refresh_first(account, now));
        return instagram().should_refresh(account, now);
    };
    EXPECT_FALSE(wanted(23h, 24h * 20));
    EXPECT_TRUE(wanted(24h, 24h * 20));
    EXPECT_FALSE(wanted(24h * 30, 24h * 30));
    EXPECT_TRUE(wanted(24h * 31, 24h * 29));
    EXPECT_FALSE(wanted(24h * 61, -1h));
    EXPECT_FALSE(wanted(24h * 61, 0h));
    EXPECT_TRUE(wanted(24h, std::nullopt)); // to learn when it ends
    Account unknown_age = instagram_account();
    unknown_age.tokens.token_expires_at = now + 24h;
    EXPECT_FALSE(instagram().should_refresh(unknown_age, now));
    Account refreshed = instagram_account();
    refreshed.connected_at = now - 24h * 300;
    refreshed.last_refreshed_at = now - 23h;
    refreshed.tokens.token_expires_at = now + 24h * 5;
    EXPECT_FALSE(instagram().should_refresh(refreshed, now));
}

TEST(InstagramRefresh, through_facebook_is_wanted_by_the_end_of_the_users_token) {
    Instant now = at(1'795'348'800);
    Account account = instagram_account();
    account.login_flow = "facebook_login";
    account.connected_at = now - 24h * 40;
    // That of the page has no end.
    account.tokens.refresh_token = Secret{"EAABuser"};
    account.tokens.refresh_token_expires_at = now + 24h * 31;
    EXPECT_FALSE(instagram().should_refresh(account, now));
    account.tokens.refresh_token_expires_at = now + 24h * 20;
    EXPECT_TRUE(instagram().should_refresh(account, now));
}

TEST(InstagramRefresh, through_facebook_a_dead_page_token_is_had_anew) {
    ScriptedApi api{
        {answer(fixture("facebook/long_user_token.json")), answer(fixture("facebook/accounts.json"))}};
    Account account = instagram_account();
    account.login_flow = "facebook_login";
    account.platform_user_id = "17841405309211845";
    account.tokens.refresh_token = Secret{"EAABolduser"};
    auto tokens = api.run(instagram().refresh(api, facebook_login_app(), account));
    ASSERT_TRUE(tokens);
    EXPECT_EQ(tokens->access_token.reveal(), "EAABpage0000000001");
    EXPECT_EQ(tokens->refresh_token.reveal(), "EAABlong0000000001");

    account.platform_user_id = "17841400000000009";
    ScriptedApi gone{
        {answer(fixture("facebook/long_user_token.json")), answer(fixture("facebook/accounts.json"))}};
    tokens = gone.run(instagram().refresh(gone, facebook_login_app(), account));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().code, "page_gone");

    ScriptedApi broken_off{{answer(fixture("facebook/long_user_token.json")),
                            answer(R"({"data":[],"paging":{"next":"https://x/?offset=100"}})")}};
    tokens = broken_off.run(instagram().refresh(broken_off, facebook_login_app(), account));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().reaction, Reaction::retry_later);

    account.tokens.refresh_token = Secret{};
    ScriptedApi unasked;
    tokens = unasked.run(instagram().refresh(unasked, facebook_login_app(), account));
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().reaction, Reaction::reconnect);
}

TEST(InstagramRevoke, is_nothing_to_do_for_its_own_login_and_facebooks_for_the_other) {
    ScriptedApi silent;
    Account account = instagram_account();
    EXPECT_TRUE(silent.run(instagram().revoke(silent, instagram_app(), account)));
    EXPECT_TRUE(silent.requests.empty());

    ScriptedApi api{{answer(R"({"success":true})")}};
    account.login_flow = "facebook_login";
    account.authorizing_user_id = "1020304050";
    account.tokens.refresh_token = Secret{"EAABlong0000000001"};
    EXPECT_TRUE(api.run(instagram().revoke(api, facebook_login_app(), account)));
    EXPECT_EQ(api.requests[0].method, Method::delete_);
    EXPECT_EQ(api.requests[0].url,
              "https://graph.facebook.com/v25.0/1020304050/permissions?"
              "appsecret_proof=4c90bcc6306e578414e33519c55a73693282d46e0a9fe56faa563988e7e501fa");
    EXPECT_EQ(header_of(api.requests[0], "Authorization"), "Bearer EAABlong0000000001");
}

} // namespace
} // namespace social
