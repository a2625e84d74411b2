// URLs, and what of them people may see.
#include "core/url.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

TEST(Url, encodes_everything_but_the_unreserved) {
    EXPECT_EQ(percent_encoded("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encoded("a b&c=d+e/%\xC3\xA9"), "a%20b%26c%3Dd%2Be%2F%25%C3%A9");
}

TEST(Url, decodes_or_says_that_it_cannot) {
    EXPECT_EQ(percent_decoded("a%20b%2A%21%c3%A9+"), "a b*!\xC3\xA9+");
    EXPECT_EQ(percent_decoded("50%"), std::nullopt);
    EXPECT_EQ(percent_decoded("%2"), std::nullopt);
    EXPECT_EQ(percent_decoded("%zz"), std::nullopt);
}

TEST(Url, parameters_follow_those_that_are_there) {
    EXPECT_EQ(with_query("https://a/b", {{"x", "1"}, {"y", "2 3"}}), "https://a/b?x=1&y=2%203");
    EXPECT_EQ(with_query("https://a/b?c=d", {{"x", "1"}}), "https://a/b?c=d&x=1");
    EXPECT_EQ(with_query("https://a/b?", {{"x", "1"}}), "https://a/b?x=1");
    EXPECT_EQ(with_query("https://a/b", {}), "https://a/b");
}

TEST(Url, finds_a_parameter_by_its_whole_name) {
    EXPECT_EQ(query_value("https://a/b?xafter=1&after=QVF%3D&limit=5#f", "after"), "QVF=");
    EXPECT_EQ(query_value("https://a/b?after=", "after"), "");
    EXPECT_EQ(query_value("https://a/b", "after"), std::nullopt);
    EXPECT_EQ(query_value("https://a/b?after=%zz", "after"), std::nullopt);
}

TEST(Url, joins_with_one_slash) {
    EXPECT_EQ(joined("https://a/", "/b/"), "https://a/b/");
    EXPECT_EQ(joined("https://a", "b"), "https://a/b");
}

TEST(Url, secrets_do_not_pass_into_messages) {
    Secret token{"IGAA-short"};
    EXPECT_EQ(redacted("Malformed access token IGAA-short.", {&token}), "Malformed access token [hidden].");
    EXPECT_EQ(redacted("Malformed access token EAABw0123456789abcdefXYZ"), "Malformed access token [hidden]");
    EXPECT_EQ(redacted("see https://a/b?access_token=abc&limit=5"),
              "see https://a/b?access_token=[hidden]&limit=5");
    EXPECT_EQ(redacted("client_secret=s3cret code=AQB refresh_token=r"),
              "client_secret=[hidden] code=[hidden] refresh_token=[hidden]");
    EXPECT_EQ(redacted("Session has expired on Friday, 20-Nov-26 04:00:00 PST."),
              "Session has expired on Friday, 20-Nov-26 04:00:00 PST.");
    EXPECT_EQ(redacted("instagram_business_manage_insights"), "instagram_business_manage_insights");
    EXPECT_EQ(redacted(std::string(1'000, 'a')).size(), 300u);
    Secret empty;
    EXPECT_EQ(redacted("nothing to hide", {&empty}), "nothing to hide");
}

} // namespace
} // namespace social
