// HttpClient over TLS against `openssl s_server`: who is trusted, and the least version spoken.
#include "local_server.hpp"
#include "tls_server.hpp"

#include <gtest/gtest.h>

namespace social {
namespace {

using namespace test;

class HttpTls : public testing::Test {
protected:
    // A web server on `port_` that answers every request with a page about the connection.
    void serve(std::vector<std::string> more = {}) {
        port_ = closed_port();
        std::vector<std::string> words{"openssl", "s_server",
                                       "-accept", "127.0.0.1:" + std::to_string(port_),
                                       "-key",    folder_.file("key.pem"),
                                       "-cert",   folder_.file("cert.pem"),
                                       "-www",    "-quiet"};
        words.insert(words.end(), more.begin(), more.end());
        server_.emplace(words, port_);
    }
    HttpResponse ask_it(const std::string &ca_file, const char *host = "127.0.0.1") {
        HttpLimits limits;
        limits.ca_file = ca_file;
        HttpClient client(limits);
        return ask(client,
                   "https://" + std::string{host} + ":" + std::to_string(port_) + "/?access_token=secret");
    }

    CertificateFolder folder_{};
    std::optional<ServerProgram> server_{};
    int port_ = 0;
};

TEST_F(HttpTls, trusts_the_ca_file_it_is_given) {
    serve();
    const HttpResponse answer = ask_it(folder_.file("cert.pem"));
    EXPECT_EQ(answer.status, 200) << answer.failure_text;
}

TEST_F(HttpTls, trusts_nobody_else) {
    serve();
    const HttpResponse answer = ask_it("");
    EXPECT_EQ(answer.failure, TransportFailure::tls);
    EXPECT_FALSE(answer.request_sent);
    EXPECT_NE(answer.failure_text.find("certificate"), std::string::npos) << answer.failure_text;
    EXPECT_EQ(answer.failure_text.find("secret"), std::string::npos);
}

TEST_F(HttpTls, wants_the_name_it_asked_for) {
    serve();
    EXPECT_EQ(ask_it(folder_.file("cert.pem"), "localhost").failure, TransportFailure::tls);
}

TEST_F(HttpTls, speaks_no_version_before_1_2) {
    serve({"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"});
    EXPECT_EQ(ask_it(folder_.file("cert.pem")).failure, TransportFailure::tls);
}

TEST_F(HttpTls, tells_a_missing_ca_file) {
    serve();
    EXPECT_EQ(ask_it(folder_.file("none.pem")).failure, TransportFailure::tls);
}

} // namespace
} // namespace social
