// Result<T>: a value, or an Error named by what its reader does next. Expected failures travel this way;
// exceptions are kept for bugs and for memory running out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace social {

// What the caller does about a failure (design, section 2, table of classes).
enum class Reaction : std::uint8_t {
    retry_later,   // network, 5xx, HTML, limits: back off, the connection stays as it is
    refresh_token, // the access token is stale: refresh once, try once more
    reconnect,     // only the creator can help: revoked, scope missing, grant over
    skip,          // this post or metric is not to be had: NULL, go on
    misconfigured, // our secret or our request is wrong: pause the platform, tell the operator
};

// How far a failure reaches: one account, or every account of the app it was asked through.
enum class Reach : std::uint8_t { account, app };

struct Error {
    Reaction reaction = Reaction::retry_later;
    // The platform's own code ("190/463", "access_token_invalid"), or ours ("network", "timeout",
    // "bad_answer").
    std::string code;
    // For people; never holds a token, a code or a URL with a query.
    std::string message;
    // How long the platform asks us to wait, where it says so.
    std::optional<std::chrono::seconds> wait{};
    Reach reach = Reach::account;
    // A limit that was reached: a deferral, not a failure of the account.
    bool limit = false;
    // With `limit`: our own budget held the call back, nothing was sent.
    bool deferred = false;
    // With Reaction::reconnect: the grant ended by itself (status `expired`) rather than by a refusal
    // (`revoked`).
    bool expired = false;
    // With Reaction::retry_later: the request may have been carried out although no answer arrived.
    bool answer_lost = false;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const noexcept { return state_.index() == 0; }
    const T &value() const & { return std::get<0>(state_); }
    T &value() & { return std::get<0>(state_); }
    T &&value() && { return std::get<0>(std::move(state_)); }
    const T *operator->() const { return &std::get<0>(state_); }
    T *operator->() { return &std::get<0>(state_); }
    const T &operator*() const & { return value(); }
    T &operator*() & { return value(); }
    T &&operator*() && { return std::get<0>(std::move(state_)); }
    const Error &error() const & { return std::get<1>(state_); }
    Error &&error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, Error> state_;
};

// For operations that return nothing but may fail.
struct Done {};

} // namespace social
