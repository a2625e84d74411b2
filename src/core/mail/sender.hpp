// The sender of mails as one setting: "name@host" or "Name <name@host>".
#pragma once

#include "core/mail/message.hpp"

#include <string>
#include <string_view>

namespace social {

inline Mailbox parse_sender(std::string_view text) {
    const auto trimmed = [](std::string_view part) {
        const auto begin = part.find_first_not_of(" \t\"");
        return begin == std::string_view::npos
                   ? std::string{}
                   : std::string{part.substr(begin, part.find_last_not_of(" \t\"") - begin + 1)};
    };
    const auto open = text.rfind('<');
    const auto close = text.rfind('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return {.address = trimmed(text)};
    return {.address = trimmed(text.substr(open + 1, close - open - 1)),
            .name = trimmed(text.substr(0, open))};
}

} // namespace social
