// InstagramAccount: an account of Instagram's own login with all scopes, and posts for it.
#pragma once

#include "platforms/graph_answers.hpp"
#include "platforms/scripted_account.hpp"

#include <string>

namespace social {

class InstagramAccount : public ScriptedAccount {
protected:
    InstagramAccount() : ScriptedAccount(Platform::instagram) {
        app.api_url = "https://graph.instagram.com";
        app.api_version = "v25.0";
        app.client_secret = Secret{"igsecret"};
        account.platform_user_id = "17841405822304915";
        account.tokens.access_token = Secret{"IGAAtoken"};
        account.tokens.granted_scopes = {"instagram_business_basic", "instagram_business_manage_insights"};
    }

    // `count` plain posts, the first with the given id; newest first.
    static std::string posts(long first_id, int count, std::string tail = "") {
        std::string body = R"({"data":[)";
        for (int n = 0; n < count; ++n)
            body += std::string(n ? "," : "") + R"({"id":")" + std::to_string(first_id - n) +
                    R"(","media_type":"IMAGE","timestamp":")" + "2026-09-0" + std::to_string(9 - n % 9) +
                    R"(T00:00:00+0000","like_count":1})";
        return body + "]" + tail + "}";
    }
};

} // namespace social
