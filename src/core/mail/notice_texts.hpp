// What notices say, in every language they speak.
#pragma once

#include "core/mail/language.hpp"
#include "core/mail/notice.hpp"

#include <string_view>

namespace social {

// {account} is the platform and the account's name, {platform} the platform, {date} and {at} the end of the
// permission.
struct NoticeTexts {
    struct Kind {
        std::string_view subject;
        std::string_view what;   // happened
        std::string_view effect; // what follows from it
        std::string_view action; // on the button
    };
    Kind token_expiring;
    Kind reconnect_needed;
    Kind account_taken_over;
    std::string_view hello_name; // {name}
    std::string_view hello;
    std::string_view your_account; // where its name is not known
    std::string_view times;        // {zone}
    std::string_view why_this_mail;
    std::string_view change_preferences;

    const Kind &of(NoticeKind kind) const;
};

const NoticeTexts &notice_texts(const Language &language);

} // namespace social
