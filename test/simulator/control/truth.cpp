// Control calls about the world: what is true at an instant, and what a test decides otherwise.
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "control/control.hpp"

#include <algorithm>

namespace social::simulator::control {

namespace {

constexpr std::int64_t insight_days = 30;

std::string_view type_name(Format format) {
    switch (format) {
    case Format::image:
        return "image";
    case Format::video:
        return "video";
    case Format::album:
        return "album";
    case Format::text:
        break;
    }
    return "text";
}

std::string_view habit_name(Habit habit) {
    static constexpr std::string_view names[] = {"regular",     "busy",     "dormant",  "silent",
                                                 "hides_likes", "personal", "converted"};
    return names[static_cast<std::size_t>(habit)];
}

void write_post(JsonWriter &json, const Accounts &accounts, Subject subject, std::uint32_t index,
                std::int64_t at) {
    Post post = accounts.post(subject, index, at);
    json.begin_object().field("id", accounts.world.ids().post({subject, index})).field("index", index);
    json.field("published_at", post.published_at).field("type", type_name(post.format)).key("caption");
    if (post.has_caption)
        json.value(post.caption);
    else
        json.null();
    json.field("likes", post.figures.likes).field("comments", post.figures.comments);
    json.field("shares", post.figures.shares).field("saves", post.figures.saves);
    json.field("views", post.figures.views).field("reach", post.figures.reach);
    json.field("insights_refused", post.insights_refused).end_object();
}

void write_ids(JsonWriter &json, const Accounts &accounts, Subject subject) {
    const Ids &ids = accounts.world.ids();
    switch (subject.platform) {
    case Platform::instagram:
        json.field("id", std::to_string(ids.instagram_account(subject.account)));
        json.field("scoped_id", std::to_string(ids.instagram_scoped(subject.account)));
        return;
    case Platform::tiktok:
        json.field("id", ids.tiktok_open_id(subject.account));
        json.field("union_id", ids.tiktok_union_id(subject.account));
        return;
    case Platform::facebook:
        break;
    }
    json.field("id", std::to_string(ids.facebook_page(subject.account, subject.page)))
        .field("page", subject.page);
    json.key("instagram_id");
    if (accounts.page_linked(subject.account, subject.page))
        json.value(std::to_string(ids.instagram_account(subject.account)));
    else
        json.null();
}

// The members of an object that describes one account or Page.
void write_subject(JsonWriter &json, const Accounts &accounts, Subject subject, std::int64_t at,
                   std::size_t posts) {
    Profile profile = accounts.profile(subject, at);
    write_ids(json, accounts, subject);
    json.field("username", profile.username).field("name", profile.name).field("bio", profile.bio);
    if (subject.platform == Platform::instagram)
        json.field("account_type", profile.account_type);
    json.field("followers", profile.followers).field("following", profile.following);
    if (subject.platform == Platform::facebook)
        json.field("fans", profile.followers * 97 / 100);
    json.field("posts_count", profile.posts).field("total_likes", accounts.total_likes(subject, at));
    json.field("hides_likes", accounts.hides_likes(subject));
    std::int64_t since = at - insight_days * day_seconds;
    json.field("reach_30_days", accounts.reach_between(subject, since, at));
    json.field("views_30_days", accounts.views_between(subject, since, at));
    json.key("posts").begin_array();
    for (std::uint32_t index : accounts.posts_below(subject, posts_per_subject, posts, at).indexes)
        write_post(json, accounts, subject, index, at);
    json.end_array();
}

std::optional<Subject> subject_of_id(const Ids &ids, Platform platform, std::uint32_t accounts,
                                     std::string_view id) {
    if (platform == Platform::facebook) {
        if (auto page = ids.page_of(id))
            return page;
        if (auto account = ids.account_of_facebook_user(id))
            return Subject{platform, *account, 0};
        return std::nullopt;
    }
    if (platform == Platform::instagram) {
        auto account = ids.account_of_instagram(id);
        return account ? std::optional(Subject{platform, *account, 0}) : std::nullopt;
    }
    // An open id ends in the account's number.
    std::size_t dash = id.rfind('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    auto account =
        static_cast<std::uint32_t>(std::strtoul(std::string(id.substr(dash + 1)).c_str(), nullptr, 16));
    bool own = account >= 1 && account <= accounts && ids.tiktok_open_id(account) == id;
    return own ? std::optional(Subject{platform, account, 0}) : std::nullopt;
}

Subject queried_subject(const Call &call) {
    const World &world = call.simulator.accounts.world;
    Platform platform = required_platform(call.query.get("platform"));
    if (call.query.has("id")) {
        auto subject = subject_of_id(world.ids(), platform, world.settings().accounts, call.query.get("id"));
        if (!subject)
            throw BadInput("nobody has that id");
        return *subject;
    }
    Subject subject{platform, required_account(call.simulator, parse_integer(call.query.get("account"))), 0};
    if (platform == Platform::facebook)
        subject.page = static_cast<std::uint32_t>(parse_unsigned(call.query.get("page")).value_or(0));
    return subject;
}

PostOverride &decided_post(Call &call, SubjectOverride &decided, Subject subject, const JsonObject &spec) {
    const Accounts &accounts = call.simulator.accounts;
    std::optional<std::uint32_t> index;
    if (auto id = spec.text("id")) {
        auto key = accounts.world.ids().post_of(subject.platform, *id);
        if (key && key->subject == subject)
            index = key->index;
    } else if (auto number = spec.integer("index")) {
        index = static_cast<std::uint32_t>(*number);
    } else if (auto place = spec.integer("newest")) {
        auto page = accounts.posts_below(subject, posts_per_subject, static_cast<std::size_t>(*place) + 1,
                                         call.simulator.clock.now());
        if (page.indexes.size() > static_cast<std::size_t>(*place))
            index = page.indexes.back();
    }
    if (!index || *index >= posts_per_subject)
        throw BadInput(
            "\"post\" needs the \"id\", the \"index\" or the place (\"newest\": 0, 1, …) of a post");
    return decided.posts[*index];
}

void override_post(PostOverride &post, const JsonObject &spec) {
    spec.only({"id", "index", "newest", "likes", "comments", "shares", "saves", "views", "reach", "caption",
               "deleted", "insights_refused"});
    for (auto [name, target] : {std::pair{"likes", &post.likes},
                                {"comments", &post.comments},
                                {"shares", &post.shares},
                                {"saves", &post.saves},
                                {"views", &post.views},
                                {"reach", &post.reach}})
        if (auto value = spec.integer(name))
            *target = value;
    if (auto caption = spec.text("caption"))
        post.caption = caption;
    post.deleted = spec.flag("deleted").value_or(post.deleted);
    post.insights_refused = spec.flag("insights_refused").value_or(post.insights_refused);
}

void override_subject(SubjectOverride &decided, const JsonObject &spec) {
    for (auto [name, target] :
         {std::pair{"followers", &decided.followers}, {"following", &decided.following}})
        if (auto value = spec.integer(name))
            *target = value;
    for (auto [name, target] : {std::pair{"username", &decided.username},
                                {"name", &decided.name},
                                {"bio", &decided.bio},
                                {"account_type", &decided.account_type}})
        if (auto value = spec.text(name))
            *target = value;
    if (auto hides = spec.flag("hides_likes"))
        decided.hides_likes = hides;
    if (auto pages = spec.integer("pages"))
        decided.pages = static_cast<std::uint32_t>(std::clamp<std::int64_t>(*pages, 0, 15));
}

std::int64_t queried_time(const Call &call) {
    if (!call.query.has("at"))
        return call.simulator.clock.now();
    auto time = parse_time(call.query.get("at"));
    if (!time)
        throw BadInput("\"at\" must be unix seconds or a time like 2026-11-23T08:00:00Z");
    return *time;
}

// One after the other; of Facebook users their first Page.
void truth_of_many(Call &call) {
    Platform platform = required_platform(call.query.get("platform"));
    std::int64_t at = queried_time(call);
    std::size_t posts = parse_unsigned(call.query.get("posts")).value_or(posts_per_subject);
    std::uint32_t from = required_account(call.simulator, parse_integer(call.query.get("from")));
    std::uint32_t to = required_account(call.simulator, parse_integer(call.query.get("to")));
    call.json.begin_object().field("at", at).key("accounts").begin_array();
    for (std::uint32_t account = from; account <= to; ++account) {
        Subject subject{platform, account, platform == Platform::facebook ? 1u : 0u};
        call.json.begin_object().field("account", account);
        write_subject(call.json, call.simulator.accounts, subject, at, posts);
        call.json.end_object();
    }
    call.json.end_array().end_object();
}

} // namespace

void truth(Call &call) {
    if (call.query.has("from")) {
        truth_of_many(call);
        return;
    }
    Subject subject = queried_subject(call);
    std::int64_t at = queried_time(call);
    std::size_t posts = parse_unsigned(call.query.get("posts")).value_or(posts_per_subject);
    const Accounts &accounts = call.simulator.accounts;
    JsonWriter &json = call.json;
    json.begin_object().field("platform", name_of(subject.platform)).field("account", subject.account);
    json.field("at", at).field("generation", accounts.generations.current());
    json.field("habit", habit_name(accounts.world.habit(subject.account)));
    if (subject.platform == Platform::facebook && subject.page == 0) {
        json.field("user_id", std::to_string(accounts.world.ids().facebook_user(subject.account)));
        json.field("name", accounts.name(subject)).key("pages").begin_array();
        for (std::uint32_t page = 1; page <= accounts.pages(subject.account); ++page) {
            json.begin_object();
            write_subject(json, accounts, {Platform::facebook, subject.account, page}, at, posts);
            json.end_object();
        }
        json.end_array();
    } else {
        write_subject(json, accounts, subject, at, posts);
    }
    json.end_object();
}

void accounts(Call &call) {
    const Accounts &accounts = call.simulator.accounts;
    Platform platform = required_platform(call.query.get("platform"));
    auto from = static_cast<std::uint32_t>(parse_unsigned(call.query.get("from")).value_or(1));
    auto to = static_cast<std::uint32_t>(parse_unsigned(call.query.get("to")).value_or(cast_size));
    to = std::min({to, accounts.world.settings().accounts, from + 9999});
    call.json.begin_object().key("accounts").begin_array();
    for (std::uint32_t account = std::max(from, 1u); account <= to; ++account) {
        Subject subject{platform, account, platform == Platform::facebook ? 1u : 0u};
        call.json.begin_object().field("account", account);
        write_ids(call.json, accounts, subject);
        call.json.field("username", accounts.username(subject)).field("name", accounts.name(subject));
        call.json.field("habit", habit_name(accounts.world.habit(account))).end_object();
    }
    call.json.end_array().end_object();
}

void override_figures(Call &call) {
    Overrides &overrides = call.simulator.accounts.overrides;
    if (call.method == "DELETE") {
        if (call.query.has("platform"))
            overrides.clear(queried_subject(call));
        else
            overrides.clear();
        call.json.begin_object().field("status", "ok").end_object();
        return;
    }
    call.body.only({"platform", "account", "page", "followers", "following", "username", "name", "bio",
                    "account_type", "hides_likes", "pages", "post"});
    Platform platform = required_platform(call.body.text("platform"));
    std::uint32_t account = required_account(call.simulator, call.body.integer("account"));
    bool user = call.body.has("pages");
    auto page = static_cast<std::uint32_t>(call.body.integer("page").value_or(1));
    Subject subject{platform, account, platform == Platform::facebook && !user ? page : 0};
    SubjectOverride &decided = overrides.at(subject);
    override_subject(decided, call.body);
    if (auto spec = call.body.object("post"))
        override_post(decided_post(call, decided, subject, *spec), *spec);
    call.json.begin_object().field("status", "ok").end_object();
}

} // namespace social::simulator::control
