// What the weekly report says, in every language it speaks.
#pragma once

#include "core/mail/language.hpp"

#include <string_view>

namespace social {

struct ReportTexts {
    std::string_view subject_with_change; // {change} {range}
    std::string_view subject;             // {range}
    std::string_view hello_name;          // {name}
    std::string_view hello;
    std::string_view your_week; // {range}
    Counted followers;
    Counted accounts;
    std::string_view followers_title;
    std::string_view engagement_title;
    std::string_view published_title;
    std::string_view accounts_title;
    Counted of_known;               // {n} {all}: the change is that of some accounts only
    Counted measured_of;            // {all}
    std::string_view over_the_week; // {change}
    std::string_view unknown;
    std::string_view no_comparison;
    std::string_view measured;   // {at}
    std::string_view compared;   // {at} {with}
    std::string_view trend;      // {least} {greatest}
    std::string_view trend_text; // {bars} {least} {greatest}
    std::string_view trend_gaps;
    std::string_view best_posts;
    std::string_view no_posts;
    std::string_view posts_unknown;
    std::string_view no_caption;
    std::string_view published_on; // {platform} {account} {date}
    Counted likes;
    Counted comments;
    Counted views;
    std::string_view missing;
    std::string_view last_measured; // {at}
    std::string_view never_measured;
    std::string_view expired;
    std::string_view revoked;
    std::string_view taken_over;
    std::string_view error;
    std::string_view switched_off;
    std::string_view not_measured;
    std::string_view reconnect;
    std::string_view look_at_account;
    std::string_view open_history;
    std::string_view definitions;
    std::string_view times; // {zone}
    std::string_view why_this_mail;
    std::string_view change_preferences;
};

const ReportTexts &report_texts(const Language &language);

} // namespace social
