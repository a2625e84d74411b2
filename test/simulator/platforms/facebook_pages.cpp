#include "platforms/facebook_pages.hpp"

#include "base/text.hpp"
#include "platforms/facebook_login.hpp"
#include "platforms/graph.hpp"
#include "platforms/graph_node.hpp"
#include "platforms/odd_values.hpp"

namespace social::simulator::facebook {

namespace {

constexpr std::array<std::string_view, 6> tasks = {"ANALYZE",  "ADVERTISE",      "MESSAGING",
                                                   "MODERATE", "CREATE_CONTENT", "MANAGE"};

// The token of a Page ends with the user token it came from, unless that one was long-lived.
std::string mint_page_token(Call &call, Subject page) {
    Token token = *call.token;
    if (token.kind != TokenKind::facebook_page) {
        token.expires_at = token.kind == TokenKind::facebook_long ? 0 : token.expires_at;
        token.kind = TokenKind::facebook_page;
        token.issued_at = call.now;
        token.scopes = call.simulator.tokens.scopes(*call.token);
    }
    token.page = static_cast<std::uint8_t>(page.page);
    return call.simulator.tokens.mint(token);
}

bool write_linked_instagram(Call &call, JsonWriter &json, Subject page, const graph::Field &field) {
    const Accounts &accounts = call.simulator.accounts;
    if (!accounts.page_linked(page.account, page.page))
        return true;
    Subject linked{Platform::instagram, page.account, 0};
    json.key("instagram_business_account").begin_object();
    for (const graph::Field &inner : field.fields) {
        if (inner.name == "username")
            json.field("username", accounts.username(linked));
        else if (inner.name == "name")
            json.field("name", accounts.name(linked));
        else if (inner.name == "followers_count")
            write_count(call, json, "followers_count", accounts.profile(linked, call.now).followers);
        else if (inner.name != "id") {
            graph::missing_field(call, inner.name, "IGUser");
            return false;
        }
    }
    write_id(call, json, "id", std::to_string(accounts.world.ids().instagram_account(page.account)));
    json.end_object();
    return true;
}

void write_picture(Call &call, JsonWriter &json, Subject page) {
    json.key("picture").begin_object().key("data").begin_object();
    json.field("height", 96).field("is_silhouette", false);
    json.field("url", concat(base_url(call.request), "/avatar/facebook/", std::to_string(page.account), "-",
                             std::to_string(page.page), ".svg"));
    json.field("width", 96).end_object().end_object();
}

void write_tasks(JsonWriter &json) {
    json.key("tasks").begin_array();
    for (std::string_view task : tasks)
        json.value(task);
    json.end_array();
}

enum class Written : std::uint8_t { yes, no_such_field, refused };

Written write_page_field(Call &call, JsonWriter &json, Subject page, const Profile &profile,
                         const graph::Field &field) {
    std::string_view name = field.name;
    std::string id =
        std::to_string(call.simulator.accounts.world.ids().facebook_page(page.account, page.page));
    if (name == "id")
        write_id(call, json, name, id);
    else if (name == "name")
        json.field(name, profile.name);
    else if (name == "username")
        json.field(name, profile.username);
    else if (name == "about")
        json.field(name, profile.bio);
    else if (name == "category")
        json.field(name, category(profile.topic));
    else if (name == "link")
        json.field(name, concat("https://www.facebook.com/", id));
    else if (name == "followers_count")
        write_count(call, json, name, profile.followers);
    else if (name == "fan_count")
        write_count(call, json, name, profile.followers * 97 / 100);
    else if (name == "verification_status")
        json.field(name, "not_verified");
    else if (name == "is_published")
        json.field(name, true);
    else if (name == "picture")
        write_picture(call, json, page);
    else if (name == "access_token")
        json.field(name, mint_page_token(call, page));
    else if (name == "tasks")
        write_tasks(json);
    else if (name == "instagram_business_account")
        return write_linked_instagram(call, json, page, field) ? Written::yes : Written::refused;
    else if (is_post_edge(name) && call.endpoint == Endpoint::profile) // not in the list of a user's Pages
        return write_posts(call, json, page, &field) ? Written::yes : Written::refused;
    else
        return Written::no_such_field;
    return Written::yes;
}

} // namespace

bool write_page(Call &call, JsonWriter &json, Subject page, const std::vector<graph::Field> &fields) {
    Profile profile = call.simulator.accounts.profile(page, call.now);
    json.begin_object();
    bool with_id = false;
    for (const graph::Field &field : fields) {
        with_id = with_id || field.name == "id";
        switch (write_page_field(call, json, page, profile, field)) {
        case Written::yes:
            break;
        case Written::no_such_field:
            graph::missing_field(call, field.name, "Page");
            return false;
        case Written::refused:
            return false;
        }
    }
    if (!with_id)
        write_page_field(call, json, page, profile, {"id", {}, {}});
    json.end_object();
    return true;
}

std::optional<Subject> readable_page(Call &call, bool page_token_only) {
    const Token *token = graph::require_token(call, user_kinds | page_kind);
    if (token == nullptr)
        return std::nullopt;
    bool of_page = token->kind == TokenKind::facebook_page;
    std::string_view id = call.path[0];
    Subject own{Platform::facebook, token->account, token->page};
    auto page = id == "me" && of_page ? std::optional(own) : call.simulator.accounts.world.ids().page_of(id);
    bool may = page && (of_page ? *page == own : page->account == token->account) &&
               page->page <= call.simulator.accounts.pages(page->account);
    if (!may) {
        graph::no_such_object(call, id);
        return std::nullopt;
    }
    if (page_token_only && !of_page) {
        graph::Error error;
        error.code = 190;
        error.subcode = 2069032;
        error.message = "(#190) This method must be called with a Page Access Token";
        error.user_title = "User Access Token Is Not Supported";
        error.user_message = "A Page access token is required for this call for the new Pages experience.";
        graph::refuse(call, error);
        return std::nullopt;
    }
    return page;
}

bool require_engagement(Call &call) {
    if (graph::has_scope(call, scope::pages_read_engagement))
        return true;
    graph::no_permission(
        call, "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Page Public "
              "Content Access' feature. Refer to "
              "https://developers.facebook.com/docs/apps/review/login-permissions#manage-pages for details.");
    return false;
}

void answer_page(Call &call) {
    auto page = readable_page(call, graph::expands(call, post_edges));
    if (!page || !require_engagement(call))
        return;
    static const std::vector<graph::Field> usual = graph::parse_fields("name,id").value();
    const auto *fields = graph::requested_fields(call, usual);
    if (fields == nullptr)
        return;
    JsonWriter json(call.response.body, JsonWriter::Style::ascii);
    write_page(call, json, *page, *fields);
}

} // namespace social::simulator::facebook
