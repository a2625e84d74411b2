// Meta's errors by code and subcode (docs/platforms/instagram.md, errors), for every product of the Graph
// API, and how long its limits last. How full a budget is before that is core/schedule's to read.
#pragma once

#include "core/http/message.hpp"
#include "core/json.hpp"
#include "core/platforms/model.hpp"
#include "core/result.hpp"
#include "core/url.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace social {

// The error in an answer's body: the envelope {"error":{code,…}}, or the flat form of Instagram's code
// exchange. nullopt when the body holds none. Messages come without the given secrets.
std::optional<Error> meta_error(Json root, std::string_view service,
                                std::initializer_list<const Secret *> secrets);

// A throttle that shows only as `WWW-Authenticate: OAuth "Facebook Platform" … "(#4) …"`.
std::optional<Error> meta_header_error(const HttpResponse &response, std::string_view service);

// How long to stay away after a limit: as Retry-After or X-Business-Use-Case-Usage tells, else `otherwise`.
// Must not be called while an answer is being read.
std::chrono::seconds meta_limit_wait(const HttpResponse &response, Instant now,
                                     std::chrono::seconds otherwise);

// Codes 10 and 200 to 299: the token lives, but the creator did not grant (or took back) what this call
// needs.
bool is_permission_error(const Error &error);
// Such an error where the creator is known to have left that scope out: the account goes on without.
bool is_left_out(const Error &error, const Tokens &tokens, std::string_view scope);
// Code 452, by which Instagram refuses to exchange a token that is long-lived already.
bool has_no_session(const Error &error);
// Codes 190 and 102: the token is dead, whatever the subcode.
bool is_dead_token(const Error &error);
// The object that was asked for is not there for this token (100/33, 803).
bool is_gone(const Error &error);
// Code 1 with its request to ask for less at once.
bool asks_for_less(const Error &error);
// What the platform refuses is our request, not the app: a field or parameter that it does not take.
bool refuses_our_request(const Error &error);
// The appsecret_proof does not fit the token: our secret is wrong, or another app issued the token.
bool refuses_proof(const Error &error);
// "(#100) Tried accessing nonexisting field (media_url) on node type (IGMedia)": the field, else "".
std::string_view refused_field(const Error &error);
// "(#100) metric[2] must be one of the following values: …": the position in the list that was asked for.
std::optional<std::size_t> refused_metric(const Error &error);
// Whether calls for one thing each may bring what a call for several did not. Not where the token is dead, a
// limit is reached, the app itself is refused, or the platform cannot be reached.
bool may_come_apart(const Error &error);

} // namespace social
