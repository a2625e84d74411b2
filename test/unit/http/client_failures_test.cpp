// HttpClient against servers that misbehave, and the requests it refuses to make.
#include "local_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>

namespace social {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;

// A gzip stream that unpacks to 258 bytes for every 13 bits: one literal, then copies of it.
std::string gzip_bomb(std::size_t copies) {
    std::string bytes{"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10};
    unsigned pending = 0, count = 0;
    auto bit = [&](unsigned value) {
        pending |= value << count;
        if (++count == 8) {
            bytes.push_back(static_cast<char>(pending));
            pending = count = 0;
        }
    };
    auto code = [&](unsigned value, int length) { // Huffman codes go highest bit first
        while (length-- > 0)
            bit(value >> length & 1);
    };
    code(0b1, 1);        // the last block
    code(0b10, 2);       // fixed codes (the field itself goes lowest bit first: 01)
    code(0x30 + 'a', 8); // the literal
    for (std::size_t i = 0; i < copies; ++i) {
        code(0b11000101, 8); // length 258
        code(0, 5);          // distance 1
    }
    return bytes;
}

HttpRequest get(std::string url, std::chrono::milliseconds timeout = 10s) {
    HttpRequest request;
    request.url = std::move(url);
    request.timeout = timeout;
    return request;
}

HttpRequest post(std::string url, std::string body) {
    HttpRequest request = get(std::move(url));
    request.method = Method::post;
    request.body = std::move(body);
    return request;
}

struct Refused {
    const char *url;
    bool allow_http;
};

class RefusedUrl : public testing::TestWithParam<Refused> {};

TEST_P(RefusedUrl, is_not_asked) {
    HttpLimits limits;
    limits.allow_http = GetParam().allow_http;
    HttpClient client(limits);
    const HttpResponse answer = ask(client, GetParam().url);
    EXPECT_EQ(answer.failure, TransportFailure::refused_url);
    EXPECT_FALSE(answer.request_sent);
    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.failure_text, HasSubstr("the URL was refused"));
    EXPECT_THAT(answer.failure_text, Not(HasSubstr("secret")));
}

INSTANTIATE_TEST_SUITE_P(Urls, RefusedUrl,
                         testing::Values(Refused{"http://127.0.0.1/?access_token=secret", false},
                                         Refused{"HTTP://127.0.0.1/", false},
                                         Refused{"ftp://127.0.0.1/", true},
                                         Refused{"file:///etc/passwd", true},
                                         Refused{"gopher://127.0.0.1/", true}, Refused{"127.0.0.1/me", true},
                                         Refused{"", true}, Refused{"https://", false},
                                         Refused{"http://user:secret@127.0.0.1/", true},
                                         Refused{"https://127.0.0.1:99999/", false},
                                         Refused{"https://127.0.0.1/\r\nX: secret", false}));

TEST(HttpFailures, a_header_with_a_line_break_is_not_sent) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("x"); }));
    HttpClient client(local_limits());
    HttpRequest request = get(server.url());
    request.headers = {"Authorization: Bearer a\r\nX-Injected: 1"};
    const HttpResponse answer = ask(client, request);
    EXPECT_EQ(answer.failure, TransportFailure::other);
    EXPECT_FALSE(answer.request_sent);
    EXPECT_EQ(server.connections(), 0);
}

TEST(HttpFailures, nothing_listens) {
    HttpClient client(local_limits());
    const HttpResponse answer =
        ask(client, "http://127.0.0.1:" + std::to_string(closed_port()) + "/?access_token=secret");
    EXPECT_EQ(answer.failure, TransportFailure::connect);
    EXPECT_FALSE(answer.request_sent);
    EXPECT_THAT(answer.failure_text, HasSubstr("no connection to the server"));
    EXPECT_THAT(answer.failure_text, Not(HasSubstr("secret")));
}

TEST(HttpFailures, no_answer_in_time) {
    LocalServer server([](Connection &connection, int) {
        connection.read_request();
        connection.wait_for_end();
    });
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, get(server.url(), 100ms));
    EXPECT_EQ(answer.failure, TransportFailure::timeout);
    EXPECT_TRUE(answer.request_sent);
    EXPECT_EQ(answer.failure_text, "no complete answer in time");
}

TEST(HttpFailures, an_answer_that_stops_in_the_middle_of_its_body) {
    LocalServer server([](Connection &connection, int) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
        connection.wait_for_end();
    });
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, get(server.url(), 100ms));
    EXPECT_EQ(answer.failure, TransportFailure::timeout);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.status, 0);
}

TEST(HttpFailures, reset_before_the_request_was_read) {
    LocalServer server([](Connection &connection, int) { connection.reset(); });
    HttpClient client(local_limits());
    // It may come before the client has seen that the connection stands.
    EXPECT_THAT(ask(client, server.url()).failure, AnyOf(TransportFailure::reset, TransportFailure::connect));
}

TEST(HttpFailures, reset_after_the_request_was_read) {
    LocalServer server([](Connection &connection, int) {
        connection.read_request();
        connection.reset();
    });
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, post(server.url(), "grant_type=refresh_token"));
    EXPECT_EQ(answer.failure, TransportFailure::reset);
    EXPECT_TRUE(answer.request_sent);
}

TEST(HttpFailures, a_request_that_did_not_leave_completely_is_told_apart) {
    LocalServer server([](Connection &connection, int) {
        connection.read_line();
        connection.reset();
    });
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, post(server.url(), std::string(64u << 20, 'x')));
    EXPECT_EQ(answer.failure, TransportFailure::reset);
    EXPECT_FALSE(answer.request_sent);
}

TEST(HttpFailures, closed_in_the_middle_of_the_body) {
    LocalServer server([](Connection &connection, int number) {
        connection.read_request();
        connection.send(number == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789"
                                    : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    });
    HttpClient client(local_limits());
    for (int i = 0; i < 2; ++i) {
        const HttpResponse answer = ask(client, server.url());
        EXPECT_EQ(answer.failure, TransportFailure::reset) << answer.failure_text;
        EXPECT_TRUE(answer.request_sent);
        EXPECT_EQ(answer.body, "");
    }
}

TEST(HttpFailures, more_body_than_announced_is_cut_and_the_connection_not_used_again) {
    LocalServer server([](Connection &connection, int) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more");
        connection.wait_for_end();
    });
    HttpClient client(local_limits());
    EXPECT_EQ(ask(client, server.url()).body, "hello");
    EXPECT_EQ(ask(client, server.url()).body, "hello");
    EXPECT_EQ(server.connections(), 2);
}

TEST(HttpFailures, no_http_at_all) {
    LocalServer server([](Connection &connection, int) {
        connection.read_request();
        connection.send("220 mail.example ESMTP\r\n");
        connection.wait_for_end();
    });
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, server.url());
    EXPECT_EQ(answer.failure, TransportFailure::other);
    EXPECT_THAT(answer.failure_text, HasSubstr("no usable answer"));
}

TEST(HttpFailures, a_body_beyond_the_limit) {
    LocalServer server([](Connection &connection, int number) {
        connection.read_request();
        if (number == 0) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
        } else {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            for (int i = 0; i < 3; ++i)
                connection.send(std::string(1000, 'x'));
        }
        connection.wait_for_end();
    });
    HttpLimits limits = local_limits();
    limits.max_response_size = 2500;
    HttpClient client(limits);
    for (int i = 0; i < 2; ++i) {
        const HttpResponse answer = ask(client, server.url());
        EXPECT_EQ(answer.failure, TransportFailure::too_large) << i;
        EXPECT_THAT(answer.failure_text, HasSubstr("pg_social.max_response_size"));
    }
}

TEST(HttpFailures, a_body_at_the_limit_is_fine) {
    LocalServer server(
        LocalServer::answering([](const std::string &) { return ok(std::string(2500, 'x')); }));
    HttpLimits limits = local_limits();
    limits.max_response_size = 2500;
    HttpClient client(limits);
    EXPECT_EQ(ask(client, server.url()).body.size(), 2500u);
}

TEST(HttpFailures, gzip_is_unpacked_and_a_bomb_is_stopped) {
    // printf hello | gzip -n
    const std::string hello{
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36"
        "\x05\x00\x00\x00",
        25};
    LocalServer server(LocalServer::answering([&hello](const std::string &request) {
        return ok(request.starts_with("GET /bomb") ? gzip_bomb(100'000) : hello,
                  "Content-Encoding: gzip\r\n");
    }));
    HttpLimits limits = local_limits();
    limits.max_response_size = 1u << 20;
    HttpClient client(limits);
    EXPECT_EQ(ask(client, server.url("/hello")).body, "hello");
    // 160 KB on the wire, 26 MB unpacked.
    EXPECT_EQ(ask(client, server.url("/bomb")).failure, TransportFailure::too_large);
    EXPECT_EQ(ask(client, server.url("/hello")).body, "hello");
}

TEST(HttpFailures, a_broken_gzip_body_is_no_answer) {
    LocalServer server(LocalServer::answering(
        [](const std::string &) { return ok("this is not gzip", "Content-Encoding: gzip\r\n"); }));
    HttpClient client(local_limits());
    EXPECT_EQ(ask(client, server.url()).failure, TransportFailure::other);
}

TEST(HttpFailures, headers_beyond_the_limit) {
    LocalServer server([](Connection &connection, int number) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\n");
        if (number == 0)
            for (int i = 0; i < 80; ++i)
                connection.send("X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n");
        else
            connection.send("X-One: " + std::string(300'000, 'x') + "\r\n");
        connection.send("\r\n");
        connection.wait_for_end();
    });
    HttpClient client(local_limits());
    EXPECT_EQ(ask(client, server.url()).failure, TransportFailure::too_large);
    EXPECT_EQ(ask(client, server.url()).failure, TransportFailure::too_large);
}

TEST(HttpFailures, all_bodies_together_have_a_limit) {
    std::mutex mutex;
    std::condition_variable changed;
    bool one_gave_up = false;
    LocalServer server([&](Connection &connection, int) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 60001\r\n\r\n" + std::string(60000, 'x'));
        // Both hold 60,000 bytes until the client drops one for lack of room.
        std::thread watcher([&] {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return one_gave_up; });
            connection.send("y");
        });
        connection.wait_for_end();
        {
            const std::lock_guard lock(mutex);
            one_gave_up = true;
        }
        changed.notify_all();
        watcher.join();
    });
    HttpLimits limits = local_limits();
    limits.max_bodies_total = 100'000;
    HttpClient client(limits);
    int whole = 0, refused = 0;
    for (int i = 0; i < 2; ++i) {
        HttpRequest request = get(server.url());
        client.send(request, [&](HttpResponse answer) {
            whole += answer.body.size() == 60001;
            refused += answer.failure == TransportFailure::too_large;
        });
    }
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    EXPECT_EQ(whole, 1);
    EXPECT_EQ(refused, 1);
    // What was held has been given back.
    limits.max_bodies_total = 60'001;
    client.change_limits(limits);
    LocalServer calm(LocalServer::answering([](const std::string &) { return ok(std::string(60001, 'x')); }));
    EXPECT_EQ(ask(client, calm.url()).body.size(), 60001u);
}

// A server that answers the first request of its first connection and hangs up on the second.
class DeadKeepAlive : public testing::Test {
protected:
    std::atomic<int> requests_{0};
    LocalServer server_{[this](Connection &connection, int number) {
        while (connection.read_request()) {
            if (++requests_ == 2 && number == 0)
                return;
            connection.send(ok("x"));
        }
    }};
    HttpClient client_{local_limits()};

    void SetUp() override { ASSERT_EQ(ask(client_, server_.url()).status, 200); }
};

TEST_F(DeadKeepAlive, a_get_is_sent_again) {
    EXPECT_EQ(ask(client_, server_.url()).status, 200);
    EXPECT_EQ(requests_, 3);
}

TEST_F(DeadKeepAlive, a_post_is_not) {
    const HttpResponse answer = ask(client_, post(server_.url(), "refresh_token=secret"));
    EXPECT_EQ(answer.failure, TransportFailure::reset);
    EXPECT_TRUE(answer.request_sent);
    EXPECT_EQ(requests_, 2);
}

TEST_F(DeadKeepAlive, a_post_that_only_reads_is) {
    HttpRequest request = post(server_.url(), "{}");
    request.repeatable = true;
    EXPECT_EQ(ask(client_, request).status, 200);
    EXPECT_EQ(requests_, 3);
}

} // namespace
} // namespace social
