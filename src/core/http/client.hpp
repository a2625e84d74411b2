// HttpClient: many requests at once in one thread, driven from outside. It never waits by itself: its owner
// puts epoll_fd() into its own wait beside whatever else wakes it, and calls advance() when the descriptor is
// readable or patience() has run out.
#pragma once

#include "core/http/message.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace social {

struct HttpLimits {
    bool allow_http = false;                   // only https otherwise
    std::string ca_file{};                     // empty: the system's
    std::string proxy{};                       // empty: none; the environment is never asked
    std::size_t max_response_size = 8u << 20;  // decoded bytes of one body
    std::size_t max_bodies_total = 256u << 20; // decoded bytes of all bodies in flight together
    std::size_t max_header_size = 64u << 10;
    long max_connections_per_host = 32;
    // Requests handed to libcurl at once; the rest wait their turn, with their time-outs not yet running.
    std::size_t max_running = 1024;
    std::chrono::milliseconds connect_timeout{10'000};
};

class HttpClient {
public:
    using Handler = std::function<void(HttpResponse)>;

    explicit HttpClient(HttpLimits limits);
    // Drops what is in flight without calling its handlers, and without waiting.
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    // Names one request; stays harmless to use after its end.
    using Ticket = std::uint64_t;

    // `handler` is called exactly once, from inside advance(), never from inside send(). It may send more.
    // Nothing moves until the next advance().
    Ticket send(HttpRequest request, Handler handler);
    // Ends a request without calling its handler.
    void forget(Ticket ticket) noexcept;

    int epoll_fd() const noexcept;
    // How long the owner may wait at most; nullopt: until the descriptor is readable.
    std::optional<std::chrono::milliseconds> patience() const noexcept;
    // Moves every transfer as far as it goes without waiting, and calls the handlers of those that ended.
    void advance();

    std::size_t in_flight() const noexcept;
    // Takes effect for requests sent from now on.
    void change_limits(HttpLimits limits);
    // Whether to begin nothing more, while what is under way ends as it will. For those who send to ask: a
    // request that is sent all the same goes out.
    void hold(bool held) noexcept { held_ = held; }
    bool held() const noexcept { return held_; }

private:
    struct State;
    std::unique_ptr<State> state_;
    bool held_ = false;
};

} // namespace social
