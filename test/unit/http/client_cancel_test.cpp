// Ending requests early, by forget() or the destructor, and name lookups that hang. The program's
// own getaddrinfo() below stands in for the system's, so that a lookup hangs until the test lets it go.
#include "local_server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <csignal>
#include <dlfcn.h>
#include <netdb.h>
#include <string>

namespace {

std::mutex lookup_mutex;
std::condition_variable lookup_changed;
int lookups_hanging = 0;
int lookups_gave_up = 0; // nobody let them go: somebody waited for them
int signals_open = 0;    // signals that were not blocked in the lookup's thread
bool lookups_released = false;

int hang() {
    std::unique_lock lock(lookup_mutex);
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    for (const int signal :
         {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGCHLD, SIGPIPE, SIGURG, SIGQUIT})
        signals_open += sigismember(&mask, signal) == 0;
    ++lookups_hanging;
    lookup_changed.notify_all();
    if (!lookup_changed.wait_for(lock, std::chrono::seconds{15}, [] { return lookups_released; }))
        ++lookups_gave_up;
    --lookups_hanging;
    lookup_changed.notify_all();
    return EAI_AGAIN;
}

} // namespace

extern "C" int getaddrinfo(const char *name, const char *service, const addrinfo *hints, addrinfo **found) {
    if (name != nullptr && std::string_view{name} == "hanging.test")
        return hang();
    if (name != nullptr && std::string_view{name} == "missing.test")
        return EAI_NONAME;
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(name, service, hints, found);
}

namespace social {
namespace {

using namespace test;
using namespace std::chrono_literals;

HttpRequest get(std::string url, std::chrono::milliseconds timeout = 10s) {
    HttpRequest request;
    request.url = std::move(url);
    request.timeout = timeout;
    return request;
}

void silent(Connection &connection, int) {
    connection.wait_for_end();
}

TEST(HttpCancel, a_forgotten_request_calls_nobody) {
    LocalServer server(silent);
    HttpClient client(local_limits());
    int calls = 0;
    const auto running = client.send(get(server.url()), [&calls](HttpResponse) { ++calls; });
    ASSERT_TRUE(drive(client, [&server] { return server.connections() == 1; }));
    const auto waiting = client.send(get(server.url()), [&calls](HttpResponse) { ++calls; });
    client.forget(running);
    client.forget(waiting);
    EXPECT_EQ(client.in_flight(), 0u);
    client.advance();
    EXPECT_EQ(calls, 0);
}

TEST(HttpCancel, an_old_ticket_does_not_hit_a_newer_request) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("x"); }));
    HttpClient client(local_limits());
    const auto old = client.send(get(server.url()), [](HttpResponse) {});
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    long status = 0;
    client.send(get(server.url()), [&status](HttpResponse answer) { status = answer.status; });
    client.forget(old);
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    EXPECT_EQ(status, 200);
}

TEST(HttpCancel, destruction_calls_nobody) {
    LocalServer server(silent);
    int calls = 0;
    {
        HttpClient client(local_limits());
        client.send(get(server.url()), [&calls](HttpResponse) { ++calls; });
        ASSERT_TRUE(drive(client, [&server] { return server.connections() == 1; }));
        client.send(get(server.url()), [&calls](HttpResponse) { ++calls; });
    }
    EXPECT_EQ(calls, 0);
}

TEST(HttpLookup, a_name_without_an_address) {
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, "http://missing.test/?access_token=secret");
    EXPECT_EQ(answer.failure, TransportFailure::resolve);
    EXPECT_FALSE(answer.request_sent);
    EXPECT_EQ(answer.failure_text.find("secret"), std::string::npos);
}

// While a lookup hangs, everything else goes on: had any call below waited for it, the lookup would have
// given up by itself.
class HangingLookup : public testing::Test {
protected:
    void SetUp() override {
        const std::lock_guard lock(lookup_mutex);
        lookups_released = false;
        lookups_gave_up = 0;
        signals_open = 0;
    }
    void TearDown() override {
        std::unique_lock lock(lookup_mutex);
        lookups_released = true;
        lookup_changed.notify_all();
        ASSERT_TRUE(lookup_changed.wait_for(lock, 10s, [] { return lookups_hanging == 0; }));
        EXPECT_EQ(lookups_gave_up, 0);
    }
    static void wait_until_hanging(HttpClient &client) {
        ASSERT_TRUE(drive(client, [] {
            const std::lock_guard lock(lookup_mutex);
            return lookups_hanging > 0;
        }));
    }
};

TEST_F(HangingLookup, runs_with_every_signal_blocked) {
    HttpClient client(local_limits());
    client.send(get("http://hanging.test/"), [](HttpResponse) {});
    wait_until_hanging(client);
    EXPECT_EQ(signals_open, 0);
    sigset_t mine;
    pthread_sigmask(SIG_SETMASK, nullptr, &mine);
    EXPECT_EQ(sigismember(&mine, SIGTERM), 0);
}

TEST_F(HangingLookup, does_not_delay_its_timeout_nor_others) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("x"); }));
    HttpClient client(local_limits());
    std::optional<HttpResponse> stuck;
    client.send(get("http://hanging.test/", 200ms),
                [&stuck](HttpResponse answer) { stuck = std::move(answer); });
    wait_until_hanging(client);
    EXPECT_EQ(ask(client, server.url()).status, 200);
    ASSERT_TRUE(drive(client, [&stuck] { return stuck.has_value(); }));
    EXPECT_EQ(stuck->failure, TransportFailure::resolve);
    EXPECT_FALSE(stuck->request_sent);
}

TEST_F(HangingLookup, does_not_delay_destruction) {
    HttpClient client(local_limits());
    client.send(get("http://hanging.test/"), [](HttpResponse) {});
    wait_until_hanging(client);
}

} // namespace
} // namespace social
