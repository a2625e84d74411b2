#include "platforms/graph_fields.hpp"

#include <gtest/gtest.h>

using social::simulator::graph::parse_fields;

TEST(Fields, reads_names_modifiers_and_inner_fields) {
    auto fields = parse_fields("id,reactions.summary(total_count).limit(0),picture{url,data{height}}");
    ASSERT_TRUE(fields);
    ASSERT_EQ(fields->size(), 3u);
    EXPECT_EQ((*fields)[0].name, "id");
    ASSERT_NE((*fields)[1].modifier("summary"), nullptr);
    EXPECT_EQ((*fields)[1].modifier("summary")->arguments, "total_count");
    EXPECT_EQ((*fields)[1].modifier("limit")->arguments, "0");
    ASSERT_EQ((*fields)[2].fields.size(), 2u);
    EXPECT_EQ((*fields)[2].fields[1].fields[0].name, "height");
}

TEST(Fields, refuses_what_is_not_well_formed) {
    for (const char *text : {"", ",", "id,", "id,,name", "a{", "a{b", "a}", "a.b", "a.b(", "a b", "a{}", "-"})
        EXPECT_FALSE(parse_fields(text)) << text;
}

TEST(Fields, refuses_endless_nesting) {
    std::string text;
    for (int i = 0; i < 10000; ++i)
        text += "a{";
    EXPECT_FALSE(parse_fields(text));
}
