// Instagram accounts and their media as both hosts show them: graph.instagram.com to its own tokens,
// graph.facebook.com to those of a linked Page.
#pragma once

#include "platforms/call.hpp"
#include "platforms/graph_fields.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace social::simulator::instagram {

inline constexpr std::array<std::string_view, 3> profile_parameters = {"fields", "access_token",
                                                                       "appsecret_proof"};
inline constexpr std::array<std::string_view, 5> list_parameters = {"fields", "access_token",
                                                                    "appsecret_proof", "limit", "after"};
inline constexpr std::array<std::string_view, 3> media_insights_parameters = {"metric", "access_token",
                                                                              "appsecret_proof"};
inline constexpr std::array<std::string_view, 7> account_insights_parameters = {
    "metric", "period", "metric_type", "since", "until", "access_token", "appsecret_proof"};

// Edges that may be asked for as fields of the account.
inline constexpr std::array<std::string_view, 1> post_edges = {"media"};

// The caller has found out that the token belongs to this account; these check scopes and parameters.
void answer_profile(Call &call, std::uint32_t account);
void answer_media_list(Call &call, std::uint32_t account);
void answer_media(Call &call, const PostKey &key);
void answer_media_insights(Call &call, const PostKey &key);
void answer_account_insights(Call &call, std::uint32_t account);

// What the answers share. Each of the first four has refused the call when it says false or returns.
bool may_read(Call &call, std::uint32_t account, Scopes own_host_scope, Scopes facebook_scope);
// The page of media that the call asks for or, given one, this field of the account.
bool write_media_list(Call &call, JsonWriter &json, std::uint32_t account, const graph::Field *field);
bool metrics_fit(Call &call, const std::vector<std::string_view> &metrics, bool reel);
void refuse_early_media(Call &call);
void write_media_insights(Call &call, JsonWriter &json, const PostKey &key, const Post &post,
                          const std::vector<std::string_view> &metrics);

} // namespace social::simulator::instagram
