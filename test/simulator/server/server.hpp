// The event loop: one thread, one listening socket, any number of connections, until SIGTERM or SIGINT.
#pragma once

#include "server/connection.hpp"

#include <memory>
#include <queue>
#include <string>
#include <unordered_map>

namespace social::simulator {

class Server {
public:
    Server(const std::string &address, std::uint16_t port, ssl_ctx_st *tls, RequestHandler &handler);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    std::uint16_t port() const { return port_; }
    void run();

private:
    struct Client {
        std::unique_ptr<Connection> connection;
        std::uint32_t interest = 0;
    };
    struct Wake {
        Connection::Time time;
        std::uint64_t client;
        bool operator>(const Wake &other) const { return time > other.time; }
    };

    void accept_clients();
    void serve(std::uint64_t id, std::uint32_t events);
    void wake_clients();
    void settle(std::uint64_t id, Client &client, bool alive);
    int wait_milliseconds() const;

    int epoll_ = -1;
    int listener_ = -1;
    int signals_ = -1;
    std::uint16_t port_ = 0;
    ssl_ctx_st *tls_;
    RequestHandler &handler_;
    std::uint64_t next_client_ = 0;
    std::unordered_map<std::uint64_t, Client> clients_;
    std::priority_queue<Wake, std::vector<Wake>, std::greater<>> wakes_;
};

} // namespace social::simulator
