// CurlLoop: a libcurl multi handle on an epoll descriptor of its own. It moves transfers without ever
// waiting; what the transfers are (HTTP, SMTP) is its owner's business.
#pragma once

#include "core/http/curl_handles.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace social {

class CurlLoop {
public:
    struct Ended {
        CURL *handle;
        CURLcode outcome;
    };

    CurlLoop();
    ~CurlLoop();
    CurlLoop(const CurlLoop &) = delete;
    CurlLoop &operator=(const CurlLoop &) = delete;

    CURLM *multi() const noexcept { return multi_.get(); }
    int epoll_fd() const noexcept { return epoll_; }

    // Options that every handle of this loop must carry.
    void prepare(CURL *handle);
    // The calls that may start a resolver thread want to see that signals are blocked.
    void add(CURL *handle, const SignalsBlocked &);
    // Ends the transfer, if it still runs, and gives the handle back. Does not wait for a stuck name lookup.
    void remove(CURL *handle, const SignalsBlocked &) noexcept;

    std::optional<std::chrono::milliseconds> patience() const noexcept;
    // Moves every transfer as far as it goes without waiting. Lists those that ended; remove() them.
    void advance(std::vector<Ended> &ended, const SignalsBlocked &);

    // For a connection whose owner talks on it by itself once libcurl has made it (CURLOPT_CONNECT_ONLY):
    // wakes the owner when there is something to read, or room to write.
    void lend(int fd, bool writing);

private:
    using Moment = std::chrono::steady_clock::time_point;

    // What epoll watches of one descriptor. libcurl takes a connection out and puts it back between any two
    // requests; the kernel is told only when an idle one speaks up, which most never do.
    struct Watch {
        unsigned events = 0;
        bool connection = false; // opened through opened(), so closed() tells its end and the record is exact
        bool idle = false;       // libcurl does not want its events at the moment
        bool lent = false;
    };

    static int socket_changed(CURL *, curl_socket_t fd, int what, void *self, void *) noexcept;
    static int timer_changed(CURLM *, long timeout_ms, void *self) noexcept;
    static curl_socket_t opened(void *self, curlsocktype, curl_sockaddr *address) noexcept;
    static int closed(void *self, curl_socket_t fd) noexcept;

    Watch &watch_of(int fd);
    void watch(int fd, unsigned events);
    void unwatch(int fd) noexcept;
    void move_ready();

    int epoll_ = -1;
    std::vector<Watch> watches_{};
    std::optional<Moment> deadline_{};
    MultiHandle multi_{}; // last: its end calls back into the members above
};

} // namespace social
