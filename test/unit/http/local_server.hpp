// LocalServer: a TCP server on 127.0.0.1 whose every connection runs a script in a thread of its own, so that
// a test says byte by byte what a platform does.
#pragma once

#include "../drive.hpp"
#include "core/http/client.hpp"

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace social::test {

class Connection {
public:
    explicit Connection(int fd) : fd_(fd) {}
    // The next request with its body; nullopt when the client has closed.
    std::optional<std::string> read_request();
    // Everything up to and including the next line break; nullopt when the client has closed.
    std::optional<std::string> read_line();
    void send(std::string_view bytes);
    // Ends with a TCP reset instead of an orderly close.
    void reset();
    // Holds the connection open until the client closes it or the server is destroyed.
    void wait_for_end();

private:
    bool fill();
    int fd_;
    std::string unread_{};
};

class LocalServer {
public:
    // The number counts connections from 0.
    using Script = std::function<void(Connection &, int number)>;
    explicit LocalServer(Script script);
    ~LocalServer();
    LocalServer(const LocalServer &) = delete;
    LocalServer &operator=(const LocalServer &) = delete;

    // Answers every request of every connection.
    static Script answering(std::function<std::string(const std::string &request)> answer);

    int port() const noexcept { return port_; }
    std::string url(std::string_view path = "/") const;
    int connections() const noexcept { return connections_; }

private:
    void accept_all();

    Script script_;
    int port_ = 0; // before listener_, whose making fills it
    int listener_ = -1;
    std::atomic<int> connections_{0};
    std::mutex mutex_{};
    std::vector<int> open_{};
    std::list<std::thread> threads_{};
    std::thread acceptor_{};
};

// An answer with a Content-Length, `headers` each ending with a line break.
std::string ok(std::string_view body, std::string_view headers = {});

// A port on which nothing listens.
int closed_port();

// One request from start to end.
HttpResponse ask(HttpClient &client, HttpRequest request);
HttpResponse ask(HttpClient &client, std::string url);

// Limits for talking to a LocalServer.
HttpLimits local_limits();

} // namespace social::test
