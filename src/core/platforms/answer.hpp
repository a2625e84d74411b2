// What the answers of all platforms have in common: failures below the body, the HTTP status where the body
// says nothing, waits that were asked for, and notes about fields that are not what they should be.
#pragma once

#include "core/http/message.hpp"
#include "core/json.hpp"
#include "core/platforms/model.hpp"
#include "core/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace social {

// What readers saw missing, for people; each thing once, however many posts lack it.
class Notes {
public:
    void add(std::string note);
    void add_all(const std::vector<std::string> &notes);
    std::vector<std::string> take() && { return std::move(notes_); }
    const std::vector<std::string> &all() const { return notes_; }

private:
    std::vector<std::string> notes_;
};

// A figure: an explicit number that is not negative nor beyond what anybody can have counted, else unknown.
Count figure_of(Json value);

// The figure under `key`; noted where it is unknown, unless it is absent or null.
Count count_at(Json object, std::string_view key, Notes &notes);

// How a failure of reaching the platform at all is reported; nullopt when an answer came.
std::optional<Error> transport_error(const HttpResponse &response, std::string_view service);

// By the HTTP status alone; nullopt for 2xx. Only for bodies that say nothing.
std::optional<Error> status_error(const HttpResponse &response, std::string_view service, Instant now);

// A code that says no more than to come back later, under the status that stands for limits.
bool is_limit_by_status(const Error &error, const HttpResponse &response);

// An error about the body, with what status and headers add to it.
Error with_status(Error error, const HttpResponse &response, std::string_view service, Instant now);

// Retry-After, in seconds or as an HTTP date; at most a day. nullopt also for none and for a time that has
// passed: that is no word of how long.
std::optional<std::chrono::seconds> retry_after(const HttpResponse &response, Instant now);

// The lifetime of a token, as an instant; nullopt for what is absent, not positive or beyond belief.
std::optional<Instant> expiry(std::optional<std::int64_t> seconds, Instant now);

// True when the scope is among the granted ones, or when nobody knows which those are.
bool may_use(const std::vector<std::string> &granted, std::string_view scope);

// Newest first, as posts are promised to be, and not more than are wanted. A time of publication that cannot
// be is unknown.
void keep_newest(std::vector<Post> &posts, Instant now, Notes &notes);

// An empty list of an account that has posts by the platform's own count: a glitch, whose word that all of
// them were deleted is not taken.
void doubt_empty_list(Snapshot &snapshot, Notes &notes);

Error error_of(Reaction reaction, std::string_view code, std::string message);

} // namespace social
