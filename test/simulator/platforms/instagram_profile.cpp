// Instagram: the account itself.
#include "base/text.hpp"
#include "platforms/graph.hpp"
#include "platforms/graph_node.hpp"
#include "platforms/instagram_media.hpp"
#include "platforms/odd_values.hpp"

namespace social::simulator::instagram {

namespace {

// False when the host has no such field.
bool write_profile_field(const Call &call, JsonWriter &json, std::string_view field, const Profile &profile,
                         std::uint32_t account) {
    bool own_host = call.platform == Platform::instagram;
    const Ids &ids = call.simulator.accounts.world.ids();
    if (field == "id")
        write_id(call, json, field,
                 std::to_string(own_host ? ids.instagram_scoped(account) : ids.instagram_account(account)));
    else if (field == "user_id" && own_host)
        write_id(call, json, field, std::to_string(ids.instagram_account(account)));
    else if (field == "username")
        json.field(field, profile.username);
    else if (field == "name")
        json.field(field, profile.name);
    else if (field == "account_type" && own_host)
        json.field(field, profile.account_type);
    else if (field == "biography")
        json.field(field, profile.bio);
    else if (field == "website") {
        if (account % 5 == 0)
            json.field(field, concat("https://example.org/", profile.username));
    } else if (field == "profile_picture_url")
        json.field(field,
                   concat(base_url(call.request), "/avatar/instagram/", std::to_string(account), ".svg"));
    else if (field == "followers_count")
        write_count(call, json, field, profile.followers);
    else if (field == "follows_count")
        write_count(call, json, field, profile.following);
    else if (field == "media_count")
        write_count(call, json, field, profile.posts);
    else
        return false;
    return true;
}

} // namespace

bool may_read(Call &call, std::uint32_t account, Scopes own_host_scope, Scopes facebook_scope) {
    Scopes needed = call.platform == Platform::instagram ? own_host_scope : facebook_scope;
    if (!graph::has_scope(call, needed)) {
        graph::no_permission(call);
        return false;
    }
    if (call.has(FaultKind::personal_account) || call.simulator.accounts.personal(account)) {
        graph::no_permission(call, "(#10) The account is not an Instagram professional account");
        return false;
    }
    return true;
}

void answer_profile(Call &call, std::uint32_t account) {
    if (!may_read(call, account, scope::instagram_basic_access, scope::linked_instagram))
        return;
    static const std::vector<graph::Field> usual = graph::parse_fields("id").value();
    const auto *fields = graph::requested_fields(call, usual);
    if (fields == nullptr)
        return;
    Profile profile = call.simulator.accounts.profile({Platform::instagram, account, 0}, call.now);
    bool wrapped = call.has(FaultKind::wrapped);
    std::string &body = call.response.body;
    if (wrapped)
        body += "{\"data\":[";
    JsonWriter json(body, JsonWriter::Style::ascii);
    json.begin_object();
    bool with_id = false;
    for (const graph::Field &field : *fields) {
        with_id = with_id || field.name == "id";
        if (field.name == "media") {
            if (!write_media_list(call, json, account, &field))
                return;
        } else if (!write_profile_field(call, json, field.name, profile, account)) {
            graph::missing_field(call, field.name, "IGUser");
            return;
        }
    }
    if (!with_id)
        write_profile_field(call, json, "id", profile, account);
    json.end_object();
    if (wrapped)
        body += "]}";
}

} // namespace social::simulator::instagram
