// HttpClient against a server that behaves: methods, headers, reuse of connections, many at once, and the
// rules about when handlers are called.
#include "local_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <vector>

namespace social {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::StartsWith;

TEST(HttpClient, gives_status_headers_and_body) {
    LocalServer server(LocalServer::answering([](const std::string &) {
        return ok("{\"id\":\"1\"}", "X-App-Usage: {\"call_count\":28}\r\nEmpty:\r\n");
    }));
    HttpClient client(local_limits());

    const HttpResponse answer = ask(client, server.url("/me?fields=id"));

    EXPECT_EQ(answer.failure, TransportFailure::none);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "{\"id\":\"1\"}");
    EXPECT_EQ(answer.header("x-app-usage"), "{\"call_count\":28}");
    EXPECT_EQ(answer.header("empty"), "");
    EXPECT_EQ(answer.headers.size(), 3u);
    EXPECT_TRUE(answer.request_sent);
}

TEST(HttpClient, sends_what_it_was_given) {
    std::string seen;
    LocalServer server(LocalServer::answering([&seen](const std::string &request) {
        seen = request;
        return ok("");
    }));
    HttpClient client(local_limits());

    HttpRequest request;
    request.method = Method::post;
    request.url = server.url("/token");
    request.headers = {"Authorization: Bearer t", "Content-Type: application/json"};
    request.body = "{\"a\":1}";
    ask(client, request);
    EXPECT_THAT(seen, StartsWith("POST /token HTTP/1.1\r\n"));
    EXPECT_THAT(seen, HasSubstr("\r\nAuthorization: Bearer t\r\n"));
    EXPECT_THAT(seen, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(seen, HasSubstr("\r\nUser-Agent: pg_social\r\n"));
    EXPECT_THAT(seen, HasSubstr("\r\nAccept-Encoding: gzip\r\n"));
    EXPECT_THAT(seen, HasSubstr("\r\n\r\n{\"a\":1}"));

    // Nothing of it stays for the next request of the same handle.
    ask(client, server.url("/plain"));
    EXPECT_THAT(seen, StartsWith("GET /plain HTTP/1.1\r\n"));
    EXPECT_THAT(seen, Not(HasSubstr("Authorization")));
    EXPECT_THAT(seen, Not(HasSubstr("Content-")));

    request.method = Method::delete_;
    request.body.clear();
    request.headers.clear();
    ask(client, request);
    EXPECT_THAT(seen, StartsWith("DELETE /token HTTP/1.1\r\n"));

    ask(client, server.url("/again"));
    EXPECT_THAT(seen, StartsWith("GET /again HTTP/1.1\r\n"));

    request.method = Method::post;
    ask(client, request);
    EXPECT_THAT(seen, StartsWith("POST /token HTTP/1.1\r\n"));
    EXPECT_THAT(seen, HasSubstr("\r\nContent-Length: 0\r\n"));
    EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, asks_for_what_the_url_says) {
    std::string seen;
    const auto note = [&seen](const std::string &request) {
        seen = request.substr(0, request.find("\r\nUser-Agent"));
        return ok("");
    };
    LocalServer one(LocalServer::answering(note));
    LocalServer other(LocalServer::answering(note));
    HttpClient client(local_limits());
    const auto asked = [&](LocalServer &server, const std::string &path) {
        ask(client, server.url(path));
        const auto host = "HTTP/1.1\r\nHost: " + server.url("").substr(std::string_view{"http://"}.size());
        return seen.ends_with(host) ? seen.substr(0, seen.size() - host.size()) : "to another: " + seen;
    };

    EXPECT_EQ(asked(one, "/me?fields=id%2Cname&limit=25"), "GET /me?fields=id%2Cname&limit=25 ");
    EXPECT_EQ(asked(other, "/me?after=a/b?c"), "GET /me?after=a/b?c ");
    EXPECT_EQ(asked(one, "/1#part"), "GET /1 ");
    EXPECT_EQ(asked(one, ""), "GET / ");
    EXPECT_EQ(asked(one, "?a=1"), "GET /?a=1 ");
    EXPECT_EQ(asked(other, "/caf\xC3\xA9"), "GET /caf%c3%a9 ");
    EXPECT_EQ(asked(one, "/me"), "GET /me ");
    EXPECT_EQ(one.connections() + other.connections(), 2);
}

TEST(HttpClient, reports_every_status_as_an_answer) {
    LocalServer server(LocalServer::answering([](const std::string &request) {
        return "HTTP/1.1 " + request.substr(5, 3) + " x\r\nContent-Length: 2\r\n\r\nno";
    }));
    HttpClient client(local_limits());
    for (const char *status : {"400", "401", "404", "429", "500", "503"}) {
        const HttpResponse answer = ask(client, server.url(std::string{"/"} + status));
        EXPECT_EQ(answer.failure, TransportFailure::none) << status;
        EXPECT_EQ(answer.status, std::atol(status));
        EXPECT_EQ(answer.body, "no");
    }
}

TEST(HttpClient, does_not_follow_redirects) {
    int requests = 0;
    LocalServer server(LocalServer::answering([&requests](const std::string &) {
        ++requests;
        return "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n";
    }));
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, server.url());
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.header("Location"), "/elsewhere");
    EXPECT_EQ(requests, 1);
}

TEST(HttpClient, keeps_cookies_of_nobody) {
    std::string seen;
    LocalServer server(LocalServer::answering([&seen](const std::string &request) {
        seen = request;
        return ok("", "Set-Cookie: session=1\r\n");
    }));
    HttpClient client(local_limits());
    ask(client, server.url());
    ask(client, server.url());
    EXPECT_THAT(seen, Not(HasSubstr("Cookie")));
}

TEST(HttpClient, takes_the_headers_of_the_final_answer_only) {
    LocalServer server(LocalServer::answering([](const std::string &) {
        return "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Late: 2\r\n\r\n"
               "2\r\nhi\r\n0\r\nX-Trailer: 3\r\n\r\n";
    }));
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, server.url());
    EXPECT_EQ(answer.body, "hi");
    EXPECT_EQ(answer.header("X-Early"), "");
    EXPECT_EQ(answer.header("X-Late"), "2");
    EXPECT_EQ(answer.header("X-Trailer"), "");
}

TEST(HttpClient, uses_one_connection_for_requests_in_a_row) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("x"); }));
    HttpClient client(local_limits());
    for (int i = 0; i < 50; ++i)
        ASSERT_EQ(ask(client, server.url()).status, 200);
    EXPECT_EQ(server.connections(), 1);
}

// What the kernel does with it cannot be seen without a network that loses packets.
TEST(HttpClient, has_a_connection_given_up_whose_path_has_died) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("kept"); }));
    HttpClient client(local_limits());
    EXPECT_EQ(ask(client, server.url()).body, "kept");
    std::vector<unsigned> given_up_after; // of the connections to that server
    for (int fd = 3; fd < 1024; ++fd) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &size) != 0 ||
            ntohs(peer.sin_port) != server.port())
            continue;
        unsigned milliseconds = 0;
        size = sizeof milliseconds;
        ASSERT_EQ(getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, &size), 0);
        given_up_after.push_back(milliseconds);
    }
    EXPECT_EQ(given_up_after, std::vector<unsigned>{20'000});
}

TEST(HttpClient, opens_no_more_connections_than_allowed) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("x"); }));
    HttpLimits limits = local_limits();
    limits.max_connections_per_host = 3;
    HttpClient client(limits);
    int answers = 0;
    for (int i = 0; i < 200; ++i) {
        HttpRequest request;
        request.url = server.url();
        client.send(request, [&answers](HttpResponse answer) { answers += answer.status == 200; });
    }
    EXPECT_EQ(client.in_flight(), 200u);
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    EXPECT_EQ(answers, 200);
    EXPECT_LE(server.connections(), 3);
}

TEST(HttpClient, carries_thousands_at_once) {
    LocalServer server(LocalServer::answering([](const std::string &request) {
        return ok(request.substr(5, request.find(' ', 5) - 5)); // the path
    }));
    HttpLimits limits = local_limits();
    limits.max_running = 700; // so that some wait for their turn
    HttpClient client(limits);
    constexpr int kRequests = 4000;
    int right = 0;
    for (int i = 0; i < kRequests; ++i) {
        HttpRequest request;
        request.url = server.url("/" + std::to_string(i));
        client.send(std::move(request),
                    [i, &right](HttpResponse answer) { right += answer.body == std::to_string(i); });
    }
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    EXPECT_EQ(right, kRequests);
    EXPECT_LE(server.connections(), 32);
    EXPECT_EQ(client.patience().value_or(std::chrono::milliseconds{1}).count() == 0, false);
}

TEST(HttpClient, calls_no_handler_from_inside_send) {
    HttpClient client(HttpLimits{});
    int calls = 0;
    HttpRequest request;
    request.url = "ftp://127.0.0.1/";
    client.send(request, [&calls](HttpResponse) { ++calls; });
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(client.patience(), std::chrono::milliseconds{0});
    client.advance();
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(client.in_flight(), 0u);
}

TEST(HttpClient, lets_a_handler_send_more) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("x"); }));
    HttpClient client(local_limits());
    int left = 20;
    std::function<void(HttpResponse)> again = [&](HttpResponse) {
        if (--left > 0) {
            HttpRequest request;
            request.url = server.url();
            client.send(request, again);
        }
    };
    HttpRequest request;
    request.url = server.url();
    client.send(request, again);
    ASSERT_TRUE(drive(client, [&client] { return client.in_flight() == 0; }));
    EXPECT_EQ(left, 0);
}

TEST(HttpClient, delivers_the_rest_after_a_handler_threw) {
    HttpClient client(HttpLimits{});
    int calls = 0;
    HttpRequest request;
    request.url = "nowhere";
    client.send(request, [](HttpResponse) { throw std::runtime_error("a bug"); });
    client.send(request, [&calls](HttpResponse) { ++calls; });
    EXPECT_THROW(client.advance(), std::runtime_error);
    EXPECT_EQ(client.patience(), std::chrono::milliseconds{0});
    client.advance();
    EXPECT_EQ(calls, 1);
}

TEST(HttpClient, ignores_the_proxy_of_the_environment) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("direct"); }));
    const std::string nowhere = "http://127.0.0.1:" + std::to_string(closed_port());
    setenv("http_proxy", nowhere.c_str(), 1);
    setenv("all_proxy", nowhere.c_str(), 1);
    HttpClient client(local_limits());
    const HttpResponse answer = ask(client, server.url());
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    EXPECT_EQ(answer.body, "direct");
}

TEST(HttpClient, uses_the_proxy_it_is_told) {
    std::string seen;
    LocalServer proxy(LocalServer::answering([&seen](const std::string &request) {
        seen = request;
        return ok("by proxy");
    }));
    HttpLimits limits = local_limits();
    limits.proxy = proxy.url("");
    setenv("no_proxy", "*", 1);
    HttpClient client(limits);
    const HttpResponse answer = ask(client, "http://platform.test/me?fields=id");
    unsetenv("no_proxy");
    EXPECT_EQ(answer.body, "by proxy");
    EXPECT_THAT(seen, StartsWith("GET http://platform.test/me?fields=id HTTP/1.1\r\n"));
}

TEST(HttpClient, obeys_changed_limits_from_the_next_request) {
    LocalServer server(LocalServer::answering([](const std::string &) { return ok("0123456789"); }));
    HttpClient client(local_limits());
    EXPECT_EQ(ask(client, server.url()).status, 200);
    HttpLimits smaller = local_limits();
    smaller.max_response_size = 9;
    client.change_limits(smaller);
    EXPECT_EQ(ask(client, server.url()).failure, TransportFailure::too_large);
    client.change_limits(HttpLimits{});
    EXPECT_EQ(ask(client, server.url()).failure, TransportFailure::refused_url);
}

} // namespace
} // namespace social
