#include "local_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace social::test {

namespace {

std::size_t content_length(const std::string &head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

int listen_anywhere(int &port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (fd < 0 || bind(fd, generic, length) != 0 || listen(fd, 512) != 0 ||
        getsockname(fd, generic, &length) != 0)
        throw std::runtime_error("no local port");
    port = ntohs(address.sin_port);
    return fd;
}

} // namespace

bool Connection::fill() {
    char buffer[16384];
    const ssize_t count = recv(fd_, buffer, sizeof buffer, 0);
    if (count <= 0)
        return false;
    unread_.append(buffer, static_cast<std::size_t>(count));
    return true;
}

std::optional<std::string> Connection::read_request() {
    std::size_t end = 0;
    while ((end = unread_.find("\r\n\r\n")) == std::string::npos)
        if (!fill())
            return std::nullopt;
    const std::size_t total = end + 4 + content_length(unread_.substr(0, end + 2));
    while (unread_.size() < total)
        if (!fill())
            return std::nullopt;
    std::string request = unread_.substr(0, total);
    unread_.erase(0, total);
    return request;
}

std::optional<std::string> Connection::read_line() {
    std::size_t end = 0;
    while ((end = unread_.find('\n')) == std::string::npos)
        if (!fill())
            return std::nullopt;
    std::string line = unread_.substr(0, end + 1);
    unread_.erase(0, end + 1);
    return line;
}

void Connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void Connection::reset() {
    // Closing with a linger of zero resets; the descriptor itself stays open for its owner to close.
    sockaddr unconnected{};
    unconnected.sa_family = AF_UNSPEC;
    connect(fd_, &unconnected, sizeof unconnected);
}

void Connection::wait_for_end() {
    while (fill())
        unread_.clear();
}

LocalServer::LocalServer(Script script) : script_(std::move(script)), listener_(listen_anywhere(port_)) {
    acceptor_ = std::thread([this] { accept_all(); });
}

LocalServer::~LocalServer() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int fd : open_)
            shutdown(fd, SHUT_RDWR);
    }
    for (std::thread &thread : threads_)
        thread.join();
    close(listener_);
}

void LocalServer::accept_all() {
    for (;;) {
        const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0)
            return;
        const int number = connections_++;
        const std::lock_guard lock(mutex_);
        open_.push_back(fd);
        threads_.emplace_back([this, fd, number] {
            Connection connection(fd);
            script_(connection, number);
            const std::lock_guard closing(mutex_);
            std::erase(open_, fd);
            close(fd);
        });
    }
}

LocalServer::Script LocalServer::answering(std::function<std::string(const std::string &)> answer) {
    return [answer = std::move(answer)](Connection &connection, int) {
        while (const auto request = connection.read_request())
            connection.send(answer(*request));
    };
}

std::string LocalServer::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string{path};
}

std::string ok(std::string_view body, std::string_view headers) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string{headers} + "\r\n" + std::string{body};
}

int closed_port() {
    int port = 0;
    close(listen_anywhere(port));
    return port;
}

HttpResponse ask(HttpClient &client, HttpRequest request) {
    std::optional<HttpResponse> answer;
    client.send(std::move(request), [&answer](HttpResponse response) { answer = std::move(response); });
    if (!drive(client, [&answer] { return answer.has_value(); }))
        throw std::runtime_error("the request did not end");
    return std::move(*answer);
}

HttpResponse ask(HttpClient &client, std::string url) {
    HttpRequest request;
    request.url = std::move(url);
    return ask(client, std::move(request));
}

HttpLimits local_limits() {
    HttpLimits limits;
    limits.allow_http = true;
    return limits;
}

} // namespace social::test
