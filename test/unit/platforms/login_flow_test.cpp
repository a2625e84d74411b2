#include "core/platforms/login_flow.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

App instagram_app(std::string login_flow) {
    App app;
    app.platform = Platform::instagram;
    app.login_flow = std::move(login_flow);
    app.authorize_url = "https://www.instagram.com/oauth/authorize";
    app.token_url = "https://api.instagram.com/oauth/access_token";
    app.api_url = "https://graph.instagram.com";
    app.scopes = {"instagram_business_basic", "instagram_business_manage_insights"};
    return app;
}

TEST(LoginFlow, TheUsualOneStaysAsItIs) {
    auto app = instagram_app("");
    fill_in_login_flow(app);
    EXPECT_EQ(app.api_url, "https://graph.instagram.com");
}

TEST(LoginFlow, TheOtherOneHasItsOwnAddressesAndScopes) {
    auto app = instagram_app("facebook_login");
    fill_in_login_flow(app);
    EXPECT_EQ(app.authorize_url, "https://www.facebook.com/v25.0/dialog/oauth");
    EXPECT_EQ(app.token_url, "https://graph.facebook.com/v25.0/oauth/access_token");
    EXPECT_EQ(app.api_url, "https://graph.facebook.com");
    ASSERT_FALSE(app.scopes.empty());
    EXPECT_EQ(app.scopes.front(), "instagram_basic");
}

TEST(LoginFlow, WhatTheOperatorConfiguredIsKept) {
    auto app = instagram_app("facebook_login");
    app.api_url = "https://proxy.example/graph";
    app.scopes = {"instagram_basic"};
    fill_in_login_flow(app);
    EXPECT_EQ(app.api_url, "https://proxy.example/graph");
    EXPECT_EQ(app.scopes.size(), 1u);
}

TEST(LoginFlow, AccountsOfTheOtherOneAreServedByItsAddresses) {
    for (std::string now : {"", "instagram_login", "facebook_login"}) {
        const bool facebook_now = now == "facebook_login";
        auto app = instagram_app(now);
        app.client_id = "id";
        fill_in_login_flow(app);
        EXPECT_EQ(serves(app, "facebook_login"), facebook_now);
        EXPECT_EQ(serves(app, "instagram_login"), !facebook_now);
        EXPECT_EQ(serves(app, ""), !facebook_now);
        auto other = for_other_login(app);
        ASSERT_TRUE(other);
        EXPECT_TRUE(serves(*other, facebook_now ? "instagram_login" : "facebook_login"));
        EXPECT_EQ(other->api_url,
                  facebook_now ? "https://graph.instagram.com" : "https://graph.facebook.com");
        EXPECT_EQ(other->token_url, facebook_now ? "https://api.instagram.com/oauth/access_token"
                                                 : "https://graph.facebook.com/v25.0/oauth/access_token");
        EXPECT_EQ(other->client_id, "id");
    }
}

TEST(LoginFlow, AddressesOfOnesOwnTellNothingOfTheOther) {
    auto app = instagram_app("facebook_login");
    app.api_url = "https://proxy.example/graph";
    fill_in_login_flow(app);
    EXPECT_FALSE(for_other_login(app));
}

TEST(LoginFlow, APlatformWithOneServesAll) {
    App app;
    app.platform = Platform::tiktok;
    EXPECT_TRUE(serves(app, ""));
    EXPECT_FALSE(for_other_login(app));
}

} // namespace
} // namespace social
