#include "base/json_writer.hpp"

#include <gtest/gtest.h>

using social::simulator::JsonWriter;

TEST(JsonWriter, puts_commas_where_they_belong) {
    std::string out;
    JsonWriter(out)
        .begin_object()
        .field("a", 1)
        .key("b")
        .begin_array()
        .value(true)
        .null()
        .end_array()
        .end_object();
    EXPECT_EQ(out, R"({"a":1,"b":[true,null]})");
}

TEST(JsonWriter, escapes_control_characters) {
    std::string out;
    JsonWriter(out).value(std::string_view("a\"b\\c\n\t\x01", 8));
    EXPECT_EQ(out, R"("a\"b\\c\n\u0009\u0001")");
}

TEST(JsonWriter, plain_style_leaves_utf8_and_slashes) {
    std::string out;
    JsonWriter(out).value("é/😀");
    EXPECT_EQ(out, "\"é/😀\"");
}

TEST(JsonWriter, ascii_style_escapes_slashes_and_all_beyond_ascii) {
    std::string out;
    JsonWriter(out, JsonWriter::Style::ascii).value("é/م😀");
    EXPECT_EQ(out, R"("\u00e9\/\u0645\ud83d\ude00")");
}

TEST(JsonWriter, writes_whole_numbers_beyond_2_to_the_53) {
    std::string out;
    JsonWriter(out).value(17841400000000001);
    EXPECT_EQ(out, "17841400000000001");
}
