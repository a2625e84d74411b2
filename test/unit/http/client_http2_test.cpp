// HttpClient against an nginx that offers HTTP/2, as the platforms' hosts do.
#include "local_server.hpp"
#include "tls_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace social {
namespace {

using namespace test;
using testing::StartsWith;

class Http2 : public testing::Test {
protected:
    // Answers say which protocol was spoken and on which of nginx's connections.
    void serve(const std::string &protocols) {
        port_ = closed_port();
        std::ofstream(folder_.file("nginx.conf"))
            << "daemon off; master_process off; pid " << folder_.file("pid") << "; error_log /dev/null;\n"
            << "events { worker_connections 256; }\n"
            << "http { access_log " << folder_.file("access.log") << "; client_body_temp_path "
            << folder_.file("bodies") << ";\n"
            << "proxy_temp_path " << folder_.file("proxied") << "; fastcgi_temp_path "
            << folder_.file("fastcgi") << "; uwsgi_temp_path " << folder_.file("uwsgi") << "; scgi_temp_path "
            << folder_.file("scgi") << ";\n"
            << "server { listen 127.0.0.1:" << port_ << " ssl" << protocols << ";\n"
            << "ssl_certificate " << folder_.file("cert.pem") << "; ssl_certificate_key "
            << folder_.file("key.pem") << ";\n"
            << "location / { return 200 \"$server_protocol $connection\"; }\n"
            << "location /moved { return 302 https://127.0.0.1:" << port_
            << "/; }\n"
            // Reads the whole request, has nobody to hand it to, and goes away without an answer.
            << "location /gone { proxy_pass http://127.0.0.1:" << closed_port()
            << "; error_page 502 = @lost; }\n"
            << "location @lost { return 444; } } }\n";
        server_.emplace(
            std::vector<std::string>{"nginx", "-p", folder_.file(""), "-c", folder_.file("nginx.conf")},
            port_);
    }
    HttpLimits limits() const {
        HttpLimits limits;
        limits.ca_file = folder_.file("cert.pem");
        return limits;
    }
    std::string url(const std::string &path = "/") const {
        return "https://127.0.0.1:" + std::to_string(port_) + path;
    }
    int requests_seen(const std::string &path) const {
        std::ifstream log(folder_.file("access.log"));
        int seen = 0;
        for (std::string line; std::getline(log, line);)
            seen += line.find(" " + path + " ") != std::string::npos;
        return seen;
    }

    CertificateFolder folder_{};
    std::optional<ServerProgram> server_{};
    int port_ = 0;
};

TEST_F(Http2, is_spoken_where_it_is_offered_and_one_connection_serves_again) {
    serve(" http2");
    HttpClient client(limits());
    const HttpResponse first = ask(client, url());
    EXPECT_THAT(first.body, StartsWith("HTTP/2.0 ")) << first.failure_text;
    EXPECT_EQ(ask(client, url()).body, first.body);
}

TEST_F(Http2, carries_many_requests_at_once_over_one_connection) {
    serve(" http2");
    HttpClient client(limits());
    std::multiset<std::string> bodies;
    for (int number = 0; number < 60; ++number) {
        HttpRequest request;
        request.url = url();
        client.send(std::move(request), [&bodies](HttpResponse answer) { bodies.insert(answer.body); });
    }
    ASSERT_TRUE(drive(client, [&bodies] { return bodies.size() == 60; }));
    EXPECT_EQ(bodies.count(*bodies.begin()), 60u) << "on more than one connection";
    EXPECT_THAT(*bodies.begin(), StartsWith("HTTP/2.0 "));
}

TEST_F(Http2, is_not_needed) {
    serve("");
    HttpClient client(limits());
    const HttpResponse first = ask(client, url());
    EXPECT_THAT(first.body, StartsWith("HTTP/1.1 ")) << first.failure_text;
    EXPECT_EQ(ask(client, url()).body, first.body);
}

TEST_F(Http2, follows_no_redirect) {
    serve(" http2");
    HttpClient client(limits());
    const HttpResponse answer = ask(client, url("/moved"));
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(requests_seen("/"), 0);
}

// The answer to a refresh may be lost on HTTP/2 as well: then the request may have been carried out.
TEST_F(Http2, an_answer_that_is_lost_is_known_to_have_been_asked_for_once) {
    serve(" http2");
    HttpClient client(limits());
    ask(client, url()); // so that the connection is an old one, which libcurl likes to replace
    HttpRequest request;
    request.method = Method::post;
    request.url = url("/gone");
    request.body = "grant_type=refresh_token";
    const HttpResponse lost = ask(client, request);
    EXPECT_EQ(lost.failure, TransportFailure::reset) << lost.failure_text;
    EXPECT_TRUE(lost.request_sent);
    EXPECT_EQ(requests_seen("/gone"), 1);
}

} // namespace
} // namespace social
