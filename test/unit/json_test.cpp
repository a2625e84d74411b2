// Reading JSON: every shape that an answer can have, and what is made of the ones it must not have.
#include "core/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <utility>

namespace social {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

// Reads one value out of a document through `take`.
template <typename Take>
auto from(std::string_view body, Take take) {
    using Taken = decltype(take(Json{}));
    auto result = read_json(body, [&](Json root) -> Result<Taken> { return take(root); });
    EXPECT_TRUE(result) << body;
    return result ? result.value() : Taken{};
}

std::string failure_of(std::string_view body) {
    auto result = read_json(body, [](Json) -> Result<Done> { return Done{}; });
    if (result)
        return "accepted";
    EXPECT_EQ(result.error().reaction, Reaction::retry_later);
    EXPECT_EQ(result.error().code, "bad_answer");
    return result.error().message;
}

TEST(Json, ids_survive_digit_by_digit_beyond_two_to_the_53rd) {
    auto id = [](std::string_view body) { return from(body, [](Json root) { return root["id"].id(); }); };
    EXPECT_EQ(id(R"({"id":17841405822304915})"), "17841405822304915");
    EXPECT_EQ(id(R"({"id":9007199254740993})"), "9007199254740993");
    EXPECT_EQ(id(R"({"id":18446744073709551615})"), "18446744073709551615");
    EXPECT_EQ(id(R"({"id":"007"})"), "007");
    EXPECT_EQ(id(R"({"id":1.5})"), std::nullopt);
    EXPECT_EQ(id(R"({"id":""})"), std::nullopt);
    EXPECT_EQ(id(R"({"id":null})"), std::nullopt);
    EXPECT_EQ(id(R"({"id":["1"]})"), std::nullopt);
    EXPECT_EQ(id(R"({"id":")" + std::string(256, '1') + R"("})"), std::nullopt);
}

TEST(Json, a_count_is_an_explicit_integer_that_is_not_negative) {
    auto count = [](std::string_view value) {
        return from("{\"n\":" + std::string(value) + "}", [](Json root) { return root["n"].count(); });
    };
    EXPECT_EQ(count("0"), 0);
    EXPECT_EQ(count("9223372036854775807"), 9'223'372'036'854'775'807);
    EXPECT_EQ(count("9223372036854775808"), std::nullopt);
    EXPECT_EQ(count("-1"), std::nullopt);
    EXPECT_EQ(count("12.0"), std::nullopt);
    EXPECT_EQ(count("\"12\""), std::nullopt);
    EXPECT_EQ(count("null"), std::nullopt);
    EXPECT_EQ(count("true"), std::nullopt);
    EXPECT_EQ(count("{}"), std::nullopt);
    EXPECT_EQ(from("{}", [](Json root) { return root["n"].count(); }), std::nullopt);
}

TEST(Json, digits_in_a_text_count_where_the_platform_writes_them_so) {
    auto count = [](std::string_view value) {
        return from("{\"n\":" + std::string(value) + "}",
                    [](Json root) { return root["n"].count_or_digits(); });
    };
    EXPECT_EQ(count("\"5183944\""), 5'183'944);
    EXPECT_EQ(count("5183944"), 5'183'944);
    EXPECT_EQ(count("\"\""), std::nullopt);
    EXPECT_EQ(count("\"-5\""), std::nullopt);
    EXPECT_EQ(count("\"5 \""), std::nullopt);
    EXPECT_EQ(count("\"99999999999999999999\""), std::nullopt);
}

TEST(Json, absent_null_and_wrong_types_are_told_apart) {
    from(R"({"null":null,"text":"a","zero":0})", [](Json root) {
        EXPECT_EQ(root["none"].kind(), Json::Kind::absent);
        EXPECT_EQ(root["null"].kind(), Json::Kind::null);
        EXPECT_EQ(root["zero"].kind(), Json::Kind::integer);
        EXPECT_FALSE(root["null"].told());
        EXPECT_TRUE(root["zero"].told());
        EXPECT_EQ(root["text"]["deeper"].kind(), Json::Kind::absent);
        EXPECT_TRUE(root["text"].items().empty());
        EXPECT_EQ(root["text"].first().kind(), Json::Kind::absent);
        return true;
    });
}

TEST(Json, texts_become_what_the_database_takes) {
    auto text = [](std::string_view value, std::size_t limit = 100) {
        return from("{\"t\":\"" + std::string(value) + "\"}",
                    [&](Json root) { return root["t"].text(limit); });
    };
    EXPECT_EQ(text("caf\xC3\xA9"), "caf\xC3\xA9");
    EXPECT_EQ(text("a\\u0000b"), "a\xEF\xBF\xBD"
                                 "b");
    // Half of a surrogate pair is no character.
    EXPECT_EQ(text("a\\udc00b"), "a\xEF\xBF\xBD"
                                 "b");
    EXPECT_EQ(text("\\ud83d\\ude00\\\\\\ud83d\\ud83d\\ude00"),
              "\xF0\x9F\x98\x80\\\xEF\xBF\xBD\xF0\x9F\x98\x80");
    EXPECT_EQ(text("cut \\ud83d"), "cut \xEF\xBF\xBD");
    for (auto half : {"\\ud800", "\\udbff", "\\udc00", "\\udfff"})
        EXPECT_EQ(text(half), "\xEF\xBF\xBD") << half;
    EXPECT_EQ(text("\\udbff\\udfff\\ud800"),
              "\xF4\x8F\xBF\xBF\xEF\xBF\xBD"); // the last character, and a half
    EXPECT_EQ(text("\x1F\x01\\ud800"), "\x1F\x01\xEF\xBF\xBD");
    EXPECT_EQ(text("raw \xFF byte"), "raw \xEF\xBF\xBD byte");
    EXPECT_EQ(text("\\ud83d\\ude00"), "\xF0\x9F\x98\x80");
    EXPECT_EQ(text("\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 2),
              "\xF0\x9F\x98\x80\xF0\x9F\x98\x80");
    EXPECT_EQ(text("abc", 2), "ab");
    EXPECT_EQ(text(""), "");
}

TEST(Json, invalid_bytes_are_replaced_one_by_one) {
    EXPECT_EQ(clean_text("a\xFF"
                         "b",
                         10),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(clean_text("\xC0\xAF", 10), "\xEF\xBF\xBD\xEF\xBF\xBD"); // an over-long slash
    EXPECT_EQ(clean_text("\xE2\x82", 10), "\xEF\xBF\xBD\xEF\xBF\xBD"); // the euro sign, cut
    const std::string three = "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD";
    EXPECT_EQ(clean_text("\xE0\x80\xAF", 10), three);                          // it in three bytes
    EXPECT_EQ(clean_text("\xF0\x80\x80\xAF", 10), three + "\xEF\xBF\xBD");     // and in four
    EXPECT_EQ(clean_text("\xED\xA0\x80", 10), three);                          // half of a surrogate pair
    EXPECT_EQ(clean_text("\xED\x9F\xBF\xFF", 10), "\xED\x9F\xBF\xEF\xBF\xBD"); // the last before them
    EXPECT_EQ(clean_text(std::string_view("\0", 1), 10), "\xEF\xBF\xBD");
    EXPECT_EQ(clean_text("\xF4\x90\x80\x80", 10), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Json, one_value_that_no_parser_takes_does_not_cost_the_others) {
    for (auto odd : {"99999999999999999999", "-99999999999999999999", "1e999", "-1e999", "1e-999",
                     "123456789012345678901234567890.5"}) {
        std::string body = R"({"odd":)" + std::string(odd) +
                           R"(,"id":18446744073709551615,"n":5,"t":"1e999 \"99999999999999999999"})";
        from(body, [&](Json root) {
            EXPECT_TRUE(root["odd"].told()) << odd;
            EXPECT_EQ(root["odd"].count(), std::nullopt) << odd;
            EXPECT_EQ(root["odd"].id(), std::nullopt) << odd;
            EXPECT_EQ(root["odd"].instant(), std::nullopt) << odd;
            EXPECT_EQ(root["id"].id(), "18446744073709551615");
            EXPECT_EQ(root["n"].count(), 5);
            EXPECT_EQ(root["t"].text(50), "1e999 \"99999999999999999999");
            return true;
        });
    }
    std::string controls = "{\"t\":\"two\nlines\tand \x01\",\"zero\":\"a";
    controls += '\0';
    controls += "b\",\"n\":5}";
    from(controls, [](Json root) {
        EXPECT_EQ(root["t"].text(50), "two\nlines\tand \x01");
        EXPECT_EQ(root["zero"].text(50), "a\xEF\xBF\xBD"
                                         "b");
        EXPECT_EQ(root["n"].count(), 5);
        return true;
    });
}

TEST(Json, only_web_addresses_are_urls) {
    auto url = [](std::string value) {
        return from("{\"u\":\"" + value + "\"}", [](Json root) { return root["u"].url(); });
    };
    EXPECT_EQ(url("https://cdn.example/x?y=1"), "https://cdn.example/x?y=1");
    EXPECT_EQ(url("javascript:alert(1)"), std::nullopt);
    EXPECT_EQ(url(""), std::nullopt);
    EXPECT_EQ(url("https://cdn.example/" + std::string(3'980, 'a')),
              "https://cdn.example/" + std::string(3'980, 'a'));
    EXPECT_EQ(url("https://cdn.example/" + std::string(3'981, 'a')), std::nullopt);
}

TEST(Json, what_is_kept_with_other_texts_is_what_is_read_by_itself) {
    const std::string long_url = "https://cdn.example/" + std::string(3'980, 'a');
    const std::string body =
        R"({"values":["caf\u00e9","","a\u0000b","cut \ud83d","https://cdn.example/x?y=1","http://a\u0000b","javascript:1",)"
        "\"" +
        long_url + "\",\"" + long_url + "a\",\"" + std::string(255, '1') + "\",\"" + std::string(256, '1') +
        R"(",17841405822304915,18446744073709551615,-5,1.5,null,true,[],{}]})";
    TextArena texts;
    from(body, [&](Json root) {
        for (Json value : root["values"].items()) {
            auto which = value.written();
            EXPECT_EQ(value.text(kCaptionLimit, texts), value.text(kCaptionLimit)) << which;
            EXPECT_EQ(value.text(3, texts), value.text(3)) << which;
            EXPECT_EQ(value.id(texts), value.id()) << which;
            EXPECT_EQ(value.url(texts), value.url()) << which;
        }
        return true;
    });
}

TEST(Json, what_is_kept_outlives_the_answer_it_was_read_from) {
    TextArena texts;
    std::optional<KeptText> text, id, url;
    from(R"({"text":"caf\u00e9","id":"17841405822304915","url":"https://cdn.example/1"})", [&](Json root) {
        text = root["text"].text(100, texts);
        id = root["id"].id(texts);
        url = root["url"].url(texts);
        return true;
    });
    // The parser writes the next answer over the last one.
    EXPECT_EQ(failure_of(R"({"other":"------------------------------------------------------------"})"),
              "accepted");
    EXPECT_EQ(text, "caf\xC3\xA9");
    EXPECT_EQ(id, "17841405822304915");
    EXPECT_EQ(url, "https://cdn.example/1");
}

TEST(Json, instants_of_all_platforms) {
    // 2026-05-01T12:34:56Z is 1777638896 seconds after 1970.
    constexpr Instant moment{seconds{1'777'638'896}};
    EXPECT_EQ(parse_instant("2026-05-01T12:34:56+0000"), moment);
    EXPECT_EQ(parse_instant("2026-05-01T12:34:56Z"), moment);
    EXPECT_EQ(parse_instant("2026-05-01T12:34:56"), moment);
    EXPECT_EQ(parse_instant("2026-05-01T12:34:56.25Z"), moment + microseconds{250'000});
    EXPECT_EQ(parse_instant("2026-05-01T12:34:56.1234567Z"), moment + microseconds{123'456});
    EXPECT_EQ(parse_instant("2026-05-01T14:34:56+02:00"), moment);
    EXPECT_EQ(parse_instant("2026-05-01T07:04:56-0530"), moment);
    for (auto wrong :
         {"", "2026-05-01", "2026-02-30T00:00:00Z", "2026-05-01T24:00:00Z", "2026-05-01T12:34:56X",
          "2026-05-01T12:34:56Z ", "2026-05-01T12:34:56.Z", "2026-05-01T12:34:56+2", "now",
          "2026-05-01T12:60:00Z", "2026-05-01T12:34:61Z", "2026-05-01T12:34:56+24:00"})
        EXPECT_EQ(parse_instant(wrong), std::nullopt) << wrong;

    auto instant = [](std::string_view value) {
        return from("{\"at\":" + std::string(value) + "}", [](Json root) { return root["at"].instant(); });
    };
    EXPECT_EQ(instant("1777638896"), moment);
    EXPECT_EQ(instant("\"2026-05-01T12:34:56+0000\""), moment);
    EXPECT_EQ(instant("0"), Instant{});
    EXPECT_EQ(instant("-1"), std::nullopt);
    EXPECT_EQ(instant("1790337600000000"), std::nullopt);
    EXPECT_EQ(instant("null"), std::nullopt);
}

TEST(Json, what_is_no_object_is_a_bad_answer_to_be_asked_for_again) {
    EXPECT_EQ(failure_of(""), "the answer is empty");
    EXPECT_EQ(failure_of(" \r\n"), "the answer is empty");
    EXPECT_EQ(failure_of("<html><body>502 Bad Gateway</body></html>"),
              "the answer is a web page instead of JSON");
    EXPECT_EQ(failure_of("[1]"), "the answer is not a JSON object");
    EXPECT_EQ(failure_of("null"), "the answer is not a JSON object");
    for (auto body : {R"({"a":)", R"({"a":1)", R"({"a":"b)", R"({"a":1}})", R"({'a':1})", "Bad Gateway",
                      R"({"a":12-3})", R"({"a":01})", R"({"a":99999999999999999999)"})
        EXPECT_THAT(failure_of(body), testing::StartsWith("the answer is not JSON")) << body;
}

TEST(Json, nesting_is_bounded) {
    auto nested = [](int depth) {
        return R"({"a":)" + std::string(std::size_t(depth), '[') + std::string(std::size_t(depth), ']') + "}";
    };
    EXPECT_EQ(failure_of(nested(60)), "accepted");
    EXPECT_THAT(failure_of(nested(70)), testing::StartsWith("the answer is not JSON"));
    EXPECT_THAT(failure_of(nested(100'000)), testing::StartsWith("the answer is not JSON"));
    EXPECT_EQ(failure_of("{}"), "accepted"); // the parser is fit for use afterwards
}

TEST(Json, a_byte_order_mark_is_no_part_of_the_answer) {
    EXPECT_EQ(failure_of("\xEF\xBB\xBF{}"), "accepted");
}

TEST(Json, readings_do_not_nest_and_a_throwing_reader_does_no_harm) {
    auto nested = [] {
        auto outer = read_json("{}", [](Json) -> Result<Done> {
            return read_json("{}", [](Json) -> Result<Done> { return Done{}; });
        });
        return bool(outer);
    };
    EXPECT_THROW(nested(), std::logic_error);
    EXPECT_EQ(failure_of("{}"), "accepted");
}

TEST(Json, a_huge_answer_is_read_and_the_next_small_one_too) {
    std::string huge = R"({"a":")" + std::string(3 << 20, 'x') + R"("})";
    EXPECT_EQ(from(huge, [](Json root) { return root["a"].text(5); }), "xxxxx");
    EXPECT_EQ(from(R"({"a":"y"})", [](Json root) { return root["a"].text(5); }), "y");
}

TEST(Json, what_is_kept_of_an_answer_has_no_tokens_and_no_nul) {
    auto written =
        from(R"({"data":[{"id":9007199254740993,"t":"a\u0000\"\n","f":1.5,"b":true,"n":null,"e":[],"o":{}}],
                           "access_token":"secret","page_token":"secret","paging":{"next":"https://x/?access_token=secret"}})",
             [](Json root) { return root.written(); });
    EXPECT_EQ(written,
              "{\"data\":[{\"id\":9007199254740993,\"t\":\"a\xEF\xBF\xBD\\\"\\u000a\",\"f\":1.5,\"b\":true,"
              "\"n\":null,\"e\":[],\"o\":{}}]}");
}

} // namespace
} // namespace social
