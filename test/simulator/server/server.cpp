#include "server/server.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace social::simulator {

namespace {

constexpr std::uint64_t listener_id = 0;
constexpr std::uint64_t signals_id = 1;

[[noreturn]] void fail(std::string_view what) {
    throw std::runtime_error(concat(what, ": ", std::strerror(errno)));
}

// Thousands of hanging connections must not run out of descriptors.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int listen_on(const std::string &address, std::uint16_t port) {
    int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        fail("socket");
    int yes = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    if (inet_pton(AF_INET, address.c_str(), &name.sin_addr) != 1)
        throw std::runtime_error(concat("\"", address, "\" is not an IPv4 address"));
    if (::bind(descriptor, reinterpret_cast<sockaddr *>(&name), sizeof name) != 0)
        fail(concat("cannot listen on ", address, ":", std::to_string(port)));
    if (::listen(descriptor, 4096) != 0)
        fail("listen");
    return descriptor;
}

int open_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    int descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (descriptor < 0)
        fail("signalfd");
    return descriptor;
}

void watch(int epoll, int operation, int descriptor, std::uint32_t events, std::uint64_t id) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    if (epoll_ctl(epoll, operation, descriptor, &event) != 0)
        fail("epoll_ctl");
}

} // namespace

Server::Server(const std::string &address, std::uint16_t port, ssl_ctx_st *tls, RequestHandler &handler)
    : tls_(tls), handler_(handler), next_client_(signals_id + 1) {
    raise_descriptor_limit();
    listener_ = listen_on(address, port);
    sockaddr_in name{};
    socklen_t size = sizeof name;
    getsockname(listener_, reinterpret_cast<sockaddr *>(&name), &size);
    port_ = ntohs(name.sin_port);
    signals_ = open_signals();
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0)
        fail("epoll_create1");
    watch(epoll_, EPOLL_CTL_ADD, listener_, EPOLLIN, listener_id);
    watch(epoll_, EPOLL_CTL_ADD, signals_, EPOLLIN, signals_id);
}

Server::~Server() {
    clients_.clear();
    for (int descriptor : {epoll_, signals_, listener_})
        if (descriptor >= 0)
            ::close(descriptor);
}

void Server::run() {
    epoll_event events[256];
    for (;;) {
        int count = epoll_wait(epoll_, events, 256, wait_milliseconds());
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; ++i) {
            std::uint64_t id = events[i].data.u64;
            if (id == signals_id)
                return;
            if (id == listener_id)
                accept_clients();
            else
                serve(id, events[i].events);
        }
        wake_clients();
    }
}

void Server::accept_clients() {
    for (;;) {
        int descriptor = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        int yes = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        std::uint64_t id = next_client_++;
        Client &client = clients_[id];
        client.connection = std::make_unique<Connection>(descriptor, tls_, handler_);
        client.interest = EPOLLIN | EPOLLRDHUP;
        watch(epoll_, EPOLL_CTL_ADD, descriptor, client.interest, id);
    }
}

void Server::serve(std::uint64_t id, std::uint32_t events) {
    auto found = clients_.find(id);
    if (found == clients_.end())
        return;
    bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
    bool alive =
        !broken && found->second.connection->ready((events & EPOLLIN) != 0, (events & EPOLLRDHUP) != 0);
    settle(id, found->second, alive);
}

void Server::wake_clients() {
    auto now = std::chrono::steady_clock::now();
    while (!wakes_.empty() && wakes_.top().time <= now) {
        Wake wake = wakes_.top();
        wakes_.pop();
        auto found = clients_.find(wake.client);
        // A wake that the connection no longer waits for is left over from an earlier exchange.
        if (found != clients_.end() && found->second.connection->wake_time() == wake.time)
            settle(wake.client, found->second, found->second.connection->wake());
    }
}

void Server::settle(std::uint64_t id, Client &client, bool alive) {
    if (!alive) {
        clients_.erase(id); // closing the descriptor takes it out of the epoll set
        return;
    }
    const Connection &connection = *client.connection;
    std::uint32_t interest = EPOLLRDHUP;
    if (connection.wants_read())
        interest |= EPOLLIN;
    if (connection.wants_write())
        interest |= EPOLLOUT;
    if (interest != client.interest) {
        watch(epoll_, EPOLL_CTL_MOD, connection.descriptor(), interest, id);
        client.interest = interest;
    }
    if (auto time = connection.wake_time())
        wakes_.push({*time, id});
}

int Server::wait_milliseconds() const {
    if (wakes_.empty())
        return -1;
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(wakes_.top().time -
                                                                      std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(0, left.count() + 1));
}

} // namespace social::simulator
