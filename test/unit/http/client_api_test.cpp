// ClientApi: a coroutine's requests through an HttpClient, a gate and a run queue.
#include "core/http/client_api.hpp"

#include "core/platforms/task.hpp"
#include "local_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <string>
#include <vector>

namespace social {
namespace {

using namespace test;
using namespace std::chrono_literals;

struct FixedClock : Clock {
    Instant now() const override { return Instant{} + 1h; }
};

struct CountingGate : CallGate {
    int left = 100;
    std::vector<long> observed{};
    std::optional<Deferral> admit(Instant) override {
        if (left == 0)
            return Deferral{90s, Reach::app};
        --left;
        return std::nullopt;
    }
    void observe(const HttpResponse &answer, Instant) override { observed.push_back(answer.status); }
};

Task<std::string> ask_twice(Api &api, std::string url) {
    HttpRequest first;
    first.url = url + "one";
    PendingCall call;
    auto sending = api.send(first, call);
    co_await sending;
    std::string seen = call.response.body;

    HttpRequest second;
    second.url = url + "two";
    PendingCall again;
    auto sending_again = api.send(second, again);
    co_await sending_again;
    if (again.response.failure == TransportFailure::deferred)
        co_return seen + " deferred " + std::to_string(again.response.retry_after.count());
    if (again.response.failure == TransportFailure::held)
        co_return seen + " held " + std::to_string(again.response.retry_after.count());
    co_return seen + " " + again.response.body;
}

class ClientApiTest : public testing::Test {
protected:
    LocalServer server_{
        LocalServer::answering([](const std::string &request) { return ok(request.substr(5, 3)); })};
    HttpClient client_{local_limits()};
    RunQueue ready_{};
    FixedClock clock_{};
    CountingGate gate_{};

    bool run_until_done(const Task<std::string> &task) {
        return drive(client_, [&] {
            ready_.run();
            return task.done();
        });
    }
};

TEST_F(ClientApiTest, carries_a_coroutine_through_its_requests) {
    ClientApi api(client_, ready_, clock_, &gate_);
    auto task = ask_twice(api, server_.url());
    task.start();
    EXPECT_FALSE(task.done());
    ASSERT_TRUE(run_until_done(task));
    EXPECT_EQ(task.take(), "one two");
    EXPECT_EQ(api.calls_made(), 2);
    EXPECT_EQ(gate_.observed, (std::vector<long>{200, 200}));
    EXPECT_EQ(api.now(), Instant{} + 1h);
}

TEST_F(ClientApiTest, resumes_from_the_run_queue_only) {
    ClientApi api(client_, ready_, clock_);
    auto task = ask_twice(api, server_.url());
    task.start();
    ASSERT_TRUE(drive(client_, [this] { return !ready_.empty(); }));
    client_.advance();
    EXPECT_EQ(client_.in_flight(), 0u);
    EXPECT_EQ(api.calls_made(), 1);
    ready_.run();
    EXPECT_EQ(api.calls_made(), 2);
    ASSERT_TRUE(run_until_done(task));
}

TEST_F(ClientApiTest, answers_at_once_when_the_gate_is_closed) {
    gate_.left = 1;
    ClientApi api(client_, ready_, clock_, &gate_);
    auto task = ask_twice(api, server_.url());
    task.start();
    ASSERT_TRUE(run_until_done(task));
    EXPECT_EQ(task.take(), "one deferred 90");
    EXPECT_EQ(api.calls_made(), 1);
    EXPECT_EQ(gate_.observed.size(), 1u);
}

TEST_F(ClientApiTest, sends_nothing_more_while_held_and_lets_what_is_out_end) {
    ClientApi api(client_, ready_, clock_, &gate_);
    auto task = ask_twice(api, server_.url());
    task.start();
    client_.hold(true);
    ASSERT_TRUE(run_until_done(task));
    EXPECT_EQ(task.take(), "one held 30");
    EXPECT_EQ(gate_.left, 99) << "what is not sent is not counted";
    client_.hold(false);
    auto again = ask_twice(api, server_.url());
    again.start();
    ASSERT_TRUE(run_until_done(again));
    EXPECT_EQ(again.take(), "one two");
}

TEST_F(ClientApiTest, forgets_a_call_that_is_out) {
    auto api = std::make_unique<ClientApi>(client_, ready_, clock_, &gate_);
    {
        auto task = ask_twice(*api, server_.url());
        task.start();
        api.reset();
    }
    EXPECT_EQ(client_.in_flight(), 0u);
    client_.advance();
    EXPECT_TRUE(ready_.empty());
    EXPECT_TRUE(gate_.observed.empty());
}

TEST_F(ClientApiTest, takes_back_a_resumption_that_has_not_run) {
    auto api = std::make_unique<ClientApi>(client_, ready_, clock_);
    auto task = ask_twice(*api, server_.url());
    task.start();
    ASSERT_TRUE(drive(client_, [this] { return !ready_.empty(); }));
    api.reset();
    EXPECT_TRUE(ready_.empty());
}

Task<std::string> ask_in_haste(Api &api, std::string url) {
    HttpRequest request;
    request.url = std::move(url);
    request.timeout = 20ms;
    PendingCall call;
    auto sending = api.send(request, call);
    co_await sending;
    co_return call.response.body;
}

TEST_F(ClientApiTest, gives_a_request_all_the_time_that_is_set) {
    std::promise<void> time_to_answer;
    LocalServer slow([&](Connection &connection, int) {
        if (connection.read_request())
            time_to_answer.get_future().wait();
        connection.send(ok("late"));
    });
    ClientApi api(client_, ready_, clock_, nullptr, 20s);
    auto task = ask_in_haste(api, slow.url());
    task.start();
    const auto late = std::chrono::steady_clock::now() + 100ms;
    EXPECT_TRUE(drive(client_, [&] { return std::chrono::steady_clock::now() >= late; }));
    time_to_answer.set_value();
    ASSERT_TRUE(run_until_done(task));
    EXPECT_EQ(task.take(), "late");
}

TEST_F(ClientApiTest, ends_a_request_after_the_time_that_is_set) {
    LocalServer silent([](Connection &connection, int) { connection.wait_for_end(); });
    ClientApi api(client_, ready_, clock_, nullptr, 50ms);
    auto task = ask_twice(api, silent.url());
    task.start();
    ASSERT_TRUE(run_until_done(task));
    EXPECT_EQ(task.take(), " ");
}

} // namespace
} // namespace social
