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

} // namespace
} // namespace social
