// What Instagram's and Facebook's Graph hosts have in common: errors, tokens, proofs, usage headers.
#pragma once

#include "platforms/call.hpp"

#include <string>
#include <string_view>

namespace social::simulator::graph {

struct Error {
    int status = 400;
    std::int64_t code = 100;
    std::int64_t subcode = 0; // 0: none
    std::string message;
    std::string_view type = "OAuthException";
    std::string_view user_title = {};
    std::string_view user_message = {};
    bool transient = false;
};

void refuse(Call &call, const Error &error);
void bad_parameter(Call &call, std::string message); // code 100
void no_such_object(Call &call, std::string_view id);
void unknown_path(Call &call);
void syntax_error(Call &call);
void missing_field(Call &call, std::string_view field, std::string_view node);
void no_permission(Call &call,
                   std::string message = "(#10) Application does not have permission for this action");

Error token_ended(Ending why, std::string_view app_id);
Error token_expired(const Token &token, std::int64_t now);
Error token_unreadable();

// The token of a call, when it is alive, of one of the kinds (a bit for each) and proven; else the call has
// been refused and nullptr comes back.
constexpr unsigned kind_bit(TokenKind kind) {
    return 1u << static_cast<unsigned>(kind);
}
const Token *require_token(Call &call, unsigned kinds);
// False, with the call refused, when one of the parameters is missing.
bool require_parameters(Call &call, std::initializer_list<std::string_view> names);
// "app id|app secret", which stands for the app itself.
std::optional<AppIndex> app_token(const Call &call);
bool has_scope(const Call &call, Scopes scope);

// Takes version, path and token from the request; both hosts work alike.
void prepare(Call &call);

void refuse_generally(Call &call, Refusal refusal, const RefusalDetail &detail);
void usage_headers(Call &call, std::int64_t percent, std::int64_t minutes);

std::string base(const Call &call); // address of this host, with the version when one was given

} // namespace social::simulator::graph
