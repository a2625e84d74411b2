// ScriptedApi: an Api that gives prepared answers and remembers what was asked. Answers are given at once or,
// when `queued`, after the asker has been suspended, as a worker's loop would.
#pragma once

#include "core/platforms/api.hpp"
#include "core/platforms/task.hpp"

#include <deque>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace social {

inline HttpResponse answer(std::string body, long status = 200,
                           std::vector<std::pair<std::string, std::string>> headers = {}) {
    HttpResponse response;
    response.status = status;
    response.headers = std::move(headers);
    response.body = std::move(body);
    return response;
}

inline HttpResponse broken(TransportFailure failure, bool request_sent) {
    HttpResponse response;
    response.failure = failure;
    response.request_sent = request_sent;
    return response;
}

inline std::string fixture(std::string_view name) {
    std::ifstream file(std::string(FIXTURES_DIR) + "/" + std::string(name));
    if (!file)
        throw std::runtime_error("no fixture " + std::string(name));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class ScriptedApi final : public Api {
public:
    explicit ScriptedApi(std::vector<HttpResponse> answers = {}) : answers_(answers.begin(), answers.end()) {}

    // 2026-11-22T12:00:00Z unless told.
    Instant clock = Instant{std::chrono::seconds{1'795'348'800}};
    bool queued = false;
    std::vector<HttpRequest> requests{};

    void add(HttpResponse response) { answers_.push_back(std::move(response)); }
    bool spent() const { return answers_.empty(); }

    bool submit(HttpRequest &request, PendingCall &call) override {
        requests.push_back(std::move(request));
        if (answers_.empty())
            throw std::logic_error("nothing scripted for " + requests.back().url);
        call.response = std::move(answers_.front());
        answers_.pop_front();
        if (queued)
            waiting_.push_back(call.waiting);
        return !queued;
    }
    Instant now() const override { return clock; }

    template <typename T>
    T run(Task<T> task) {
        task.start();
        while (!task.done() && !waiting_.empty()) {
            auto next = waiting_.front();
            waiting_.pop_front();
            next.resume();
        }
        return task.take();
    }
    void wait(std::coroutine_handle<> handle) { waiting_.push_back(handle); }

private:
    std::deque<HttpResponse> answers_;
    std::deque<std::coroutine_handle<>> waiting_;
};

inline std::string header_of(const HttpRequest &request, std::string_view name) {
    for (const auto &line : request.headers)
        if (line.starts_with(std::string(name) + ": "))
            return line.substr(name.size() + 2);
    return {};
}

constexpr Instant at(std::int64_t unix_seconds) {
    return Instant{std::chrono::seconds{unix_seconds}};
}

} // namespace social
