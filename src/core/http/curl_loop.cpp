#include "core/http/curl_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <new>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace social {

namespace {

constexpr int kEventsAtOnce = 128;
// libcurl goes on using a connection that many requests share although each of them runs out of time, and
// would do so until the kernel gives it up after a quarter of an hour: the path is dead, not the server.
constexpr unsigned kUnacknowledgedMs = 20'000;

unsigned epoll_events(int what) {
    switch (what) {
    case CURL_POLL_IN:
        return EPOLLIN;
    case CURL_POLL_OUT:
        return EPOLLOUT;
    default:
        return EPOLLIN | EPOLLOUT;
    }
}

int curl_events(unsigned events) {
    int what = 0;
    if (events & (EPOLLIN | EPOLLHUP | EPOLLRDHUP))
        what |= CURL_CSELECT_IN;
    if (events & EPOLLOUT)
        what |= CURL_CSELECT_OUT;
    if (events & EPOLLERR)
        what |= CURL_CSELECT_ERR;
    return what;
}

} // namespace

CurlLoop::CurlLoop() {
    require_curl();
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0)
        throw std::system_error(errno, std::generic_category(), "epoll_create1");
    multi_.reset(curl_multi_init());
    if (!multi_) {
        close(epoll_);
        throw std::bad_alloc{};
    }
    set_option(multi_.get(), CURLMOPT_SOCKETFUNCTION, &CurlLoop::socket_changed);
    set_option(multi_.get(), CURLMOPT_SOCKETDATA, static_cast<void *>(this));
    set_option(multi_.get(), CURLMOPT_TIMERFUNCTION, &CurlLoop::timer_changed);
    set_option(multi_.get(), CURLMOPT_TIMERDATA, static_cast<void *>(this));
}

CurlLoop::~CurlLoop() {
    {
        SignalsBlocked blocked;
        multi_.reset();
    }
    close(epoll_);
}

void CurlLoop::prepare(CURL *handle) {
    set_option(handle, CURLOPT_NOSIGNAL, 1L);
    set_option(handle, CURLOPT_QUICK_EXIT, 1L);
    set_option(handle, CURLOPT_OPENSOCKETFUNCTION, &CurlLoop::opened);
    set_option(handle, CURLOPT_OPENSOCKETDATA, static_cast<void *>(this));
    set_option(handle, CURLOPT_CLOSESOCKETFUNCTION, &CurlLoop::closed);
    set_option(handle, CURLOPT_CLOSESOCKETDATA, static_cast<void *>(this));
}

void CurlLoop::add(CURL *handle, const SignalsBlocked &) {
    if (const CURLMcode outcome = curl_multi_add_handle(multi_.get(), handle); outcome != CURLM_OK)
        throw std::runtime_error(curl_multi_strerror(outcome));
}

void CurlLoop::remove(CURL *handle, const SignalsBlocked &) noexcept {
    curl_multi_remove_handle(multi_.get(), handle);
}

std::optional<std::chrono::milliseconds> CurlLoop::patience() const noexcept {
    if (!deadline_)
        return std::nullopt;
    const auto left = *deadline_ - std::chrono::steady_clock::now();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds{0});
}

void CurlLoop::advance(std::vector<Ended> &ended, const SignalsBlocked &) {
    move_ready();
    if (deadline_ && *deadline_ <= std::chrono::steady_clock::now()) {
        deadline_.reset();
        int running = 0;
        curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
        // libcurl truncates to milliseconds, so the call can come a moment early; then nothing has changed
        // for it and it does not tell the deadline again.
        long left_ms = -1;
        if (!deadline_ && curl_multi_timeout(multi_.get(), &left_ms) == CURLM_OK)
            timer_changed(multi_.get(), left_ms, this);
    }
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi_.get(), &left))
        if (message->msg == CURLMSG_DONE)
            ended.push_back({message->easy_handle, message->data.result});
}

void CurlLoop::lend(int fd, bool writing) {
    watch(fd, EPOLLIN | (writing ? EPOLLOUT : 0u));
    watch_of(fd).lent = true;
}

void CurlLoop::move_ready() {
    std::array<epoll_event, kEventsAtOnce> events;
    const int count = epoll_wait(epoll_, events.data(), kEventsAtOnce, 0);
    // A full batch leaves the rest for the next turn, which comes at once: the descriptor stays readable.
    for (int i = 0; i < count; ++i) {
        const auto &event = events[static_cast<std::size_t>(i)];
        Watch &known = watch_of(event.data.fd);
        if (known.lent)
            continue;
        if (known.idle) {
            epoll_ctl(epoll_, EPOLL_CTL_DEL, event.data.fd, nullptr);
            known.events = 0;
            continue;
        }
        int running = 0;
        curl_multi_socket_action(multi_.get(), event.data.fd, curl_events(event.events), &running);
    }
}

int CurlLoop::socket_changed(CURL *, curl_socket_t fd, int what, void *self, void *) noexcept {
    auto &loop = *static_cast<CurlLoop *>(self);
    try {
        if (what == CURL_POLL_REMOVE)
            loop.unwatch(fd);
        else if (what != CURL_POLL_NONE)
            loop.watch(fd, epoll_events(what));
        return 0;
    } catch (...) {
        return -1;
    }
}

int CurlLoop::timer_changed(CURLM *, long timeout_ms, void *self) noexcept {
    auto &loop = *static_cast<CurlLoop *>(self);
    if (timeout_ms < 0)
        loop.deadline_.reset();
    else
        loop.deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds{timeout_ms};
    return 0;
}

curl_socket_t CurlLoop::opened(void *self, curlsocktype, curl_sockaddr *address) noexcept {
    const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd < 0)
        return CURL_SOCKET_BAD;
    if (address->socktype == SOCK_STREAM)
        setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnacknowledgedMs, sizeof kUnacknowledgedMs);
    try {
        static_cast<CurlLoop *>(self)->watch_of(fd) =
            Watch{.events = 0, .connection = true, .idle = false, .lent = false};
        return fd;
    } catch (...) {
        close(fd);
        return CURL_SOCKET_BAD;
    }
}

int CurlLoop::closed(void *self, curl_socket_t fd) noexcept {
    // The kernel forgets a closed descriptor by itself; the record must not outlive it, as its number
    // returns.
    auto &watches = static_cast<CurlLoop *>(self)->watches_;
    if (static_cast<std::size_t>(fd) < watches.size())
        watches[static_cast<std::size_t>(fd)] = Watch{};
    return close(fd);
}

CurlLoop::Watch &CurlLoop::watch_of(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= watches_.size())
        watches_.resize(index + 64);
    return watches_[index];
}

void CurlLoop::watch(int fd, unsigned events) {
    Watch &known = watch_of(fd);
    known.idle = false;
    if (known.connection && known.events == events)
        return;
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    // libcurl may have closed and reopened a descriptor of the same number without a word (those of its name
    // lookups), so the record can be wrong either way.
    const bool believed = known.events != 0;
    int outcome = epoll_ctl(epoll_, believed ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
    if (outcome < 0 && (errno == ENOENT || errno == EEXIST))
        outcome = epoll_ctl(epoll_, errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
    if (outcome < 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    known.events = events;
}

void CurlLoop::unwatch(int fd) noexcept {
    if (static_cast<std::size_t>(fd) < watches_.size()) {
        Watch &known = watches_[static_cast<std::size_t>(fd)];
        if (known.connection) {
            known.idle = true;
            return;
        }
        known.events = 0;
    }
    epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

} // namespace social
