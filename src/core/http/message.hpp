// HTTP requests and answers as plain values.
#pragma once

#include "core/ascii.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace social {

enum class Method : std::uint8_t { get, post, delete_ };

struct HttpRequest {
    Method method = Method::get;
    // Complete, query included. May hold a secret: never logged.
    std::string url;
    std::vector<std::string> headers{}; // "Name: value"
    std::string body{};
    std::chrono::milliseconds timeout{30'000};
    // A POST is sent once: when a kept-alive connection turns out to be dead, it fails with `reset` instead
    // of being sent again. True for a POST that only reads (GET and DELETE are always repeatable).
    bool repeatable = false;
};

// Why no usable answer came back. `none` means that status, headers and body are as the server sent them.
enum class TransportFailure : std::uint8_t {
    none,
    refused_url, // not https while allow_http is off, or not a URL
    resolve,     // the name has no address
    connect,     // nothing answered at the address
    tls,         // certificate or handshake
    timeout,     // no complete answer in time
    reset,       // the connection broke
    too_large,   // body or headers beyond the limit
    deferred,    // never sent: a rate budget is spent; `retry_after` says for how long
    held,        // never sent: nothing is to be called now; `retry_after` says when to look again
    other,
};

struct HttpResponse {
    TransportFailure failure = TransportFailure::none;
    // Short, for people, without the URL.
    std::string failure_text{};
    // True when the request had left completely before the failure: the server may have acted on it.
    bool request_sent = false;
    // With `deferred`: how long the budget asks to wait, and whether it is the app's or the account's.
    std::chrono::seconds retry_after{0};
    Reach reach = Reach::account;
    long status = 0;
    std::vector<std::pair<std::string, std::string>> headers{}; // names as sent
    std::string body{};

    // The first header of that name, "" when there is none. Names compare without case.
    std::string_view header(std::string_view name) const {
        for (const auto &[key, value] : headers)
            if (equals_ignoring_case(key, name))
                return value;
        return {};
    }
};

} // namespace social
