// RawAnswers: the answers of one sync as one JSON object of arrays, for those who keep them
// (pg_social.keep_raw). Paging links and tokens are not part of them.
#pragma once

#include "core/json.hpp"

#include <map>
#include <string>
#include <string_view>

namespace social {

class RawAnswers {
public:
    explicit RawAnswers(bool kept) : kept_(kept) {}

    // Without what stands under `apart`, which is kept by itself.
    void add(std::string_view part, Json answer, std::string_view apart = {}) {
        if (kept_)
            add_written(part, answer.written_without(apart));
    }
    void add_written(std::string_view part, std::string_view answer) {
        if (!kept_ || answer.empty())
            return;
        std::string &list = parts_[std::string(part)];
        list += list.empty() ? "[" : ",";
        list += answer;
    }
    // "" when nothing is kept.
    std::string written() && {
        if (!kept_)
            return {};
        std::string out;
        for (const auto &[part, list] : parts_) {
            out += out.empty() ? "{" : ",";
            out += json_quoted(part) + ":" + list + "]";
        }
        return out.empty() ? "{}" : out + "}";
    }

private:
    bool kept_;
    std::map<std::string, std::string> parts_{};
};

} // namespace social
