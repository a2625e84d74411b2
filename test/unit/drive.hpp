// The event loop of a test.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>

#include <poll.h>

namespace social::test {

// Moves an HttpClient or SmtpClient on until `done`. False after twenty seconds without.
template <typename Client>
bool drive(Client &client, const std::function<bool()> &done) {
    using namespace std::chrono;
    // What is waited for may be the server's doing, which wakes nobody here.
    constexpr milliseconds kLook{5};
    const auto end = steady_clock::now() + seconds{20};
    while (!done() && steady_clock::now() < end) {
        client.advance();
        if (done())
            break;
        pollfd waiting{client.epoll_fd(), POLLIN, 0};
        poll(&waiting, 1, static_cast<int>(std::min(client.patience().value_or(kLook), kLook).count()));
    }
    return steady_clock::now() < end;
}

} // namespace social::test
