// What Graph hosts answer, for tests of whoever asks them.
#pragma once

#include "platforms/scripted_api.hpp"

#include <string>

namespace social {

inline HttpResponse graph_error(int code, const std::string &words, int subcode = 0) {
    return answer(R"({"error":{"message":")" + words + R"(","code":)" + std::to_string(code) +
                      (subcode ? R"(,"error_subcode":)" + std::to_string(subcode) : "") + "}}",
                  400);
}

inline HttpResponse instagram_me() {
    return answer(fixture("instagram/me.json"));
}

inline HttpResponse instagram_reach() {
    return answer(fixture("instagram/account_insights.json"));
}

} // namespace social
