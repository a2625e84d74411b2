// HttpClient over TLS against `openssl s_server`: who is trusted, and the least version spoken.
#include "local_server.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace social {
namespace {

using namespace test;

pid_t start(std::vector<std::string> words) {
    std::vector<char *> arguments;
    for (std::string &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (const int fd : {0, 1, 2})
        posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
    pid_t pid = -1;
    const int outcome = posix_spawnp(&pid, arguments[0], &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (outcome != 0)
        throw std::runtime_error("openssl cannot be started");
    return pid;
}

void run(std::vector<std::string> words) {
    int status = 0;
    waitpid(start(std::move(words)), &status, 0);
    if (status != 0)
        throw std::runtime_error("openssl failed");
}

class HttpTls : public testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/social_tls_XXXXXX";
        ASSERT_NE(mkdtemp(name), nullptr);
        directory_ = name;
        run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
             directory_ + "/key.pem", "-out", directory_ + "/cert.pem"});
    }
    void TearDown() override {
        if (server_ > 0) {
            kill(server_, SIGKILL);
            waitpid(server_, nullptr, 0);
        }
        std::filesystem::remove_all(directory_);
    }

    // A web server on `port_` that answers every request with a page about the connection.
    void serve(std::vector<std::string> more = {}) {
        port_ = closed_port();
        std::vector<std::string> words{"openssl", "s_server",
                                       "-accept", "127.0.0.1:" + std::to_string(port_),
                                       "-key",    directory_ + "/key.pem",
                                       "-cert",   directory_ + "/cert.pem",
                                       "-www",    "-quiet"};
        words.insert(words.end(), more.begin(), more.end());
        server_ = start(words);
        wait_until_listening();
    }
    HttpResponse ask_it(const std::string &ca_file, const char *host = "127.0.0.1") {
        HttpLimits limits;
        limits.ca_file = ca_file;
        HttpClient client(limits);
        return ask(client,
                   "https://" + std::string{host} + ":" + std::to_string(port_) + "/?access_token=secret");
    }

    std::string directory_{};
    int port_ = 0;

private:
    void wait_until_listening() const {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port_));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (;;) {
            const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            const bool connected = connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
            close(fd);
            if (connected)
                return;
            ASSERT_EQ(waitpid(server_, nullptr, WNOHANG), 0) << "the server has ended";
            std::this_thread::yield();
        }
    }
    pid_t server_ = -1;
};

TEST_F(HttpTls, trusts_the_ca_file_it_is_given) {
    serve();
    const HttpResponse answer = ask_it(directory_ + "/cert.pem");
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
    EXPECT_EQ(ask_it(directory_ + "/cert.pem", "localhost").failure, TransportFailure::tls);
}

TEST_F(HttpTls, speaks_no_version_before_1_2) {
    serve({"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"});
    EXPECT_EQ(ask_it(directory_ + "/cert.pem").failure, TransportFailure::tls);
}

TEST_F(HttpTls, tells_a_missing_ca_file) {
    serve();
    EXPECT_EQ(ask_it(directory_ + "/none.pem").failure, TransportFailure::tls);
}

} // namespace
} // namespace social
