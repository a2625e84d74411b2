#include "platforms/graph_paging.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "platforms/graph.hpp"
#include "platforms/graph_node.hpp"
#include "platforms/odd_values.hpp"

namespace social::simulator::graph {

namespace {

constexpr std::size_t largest_page = 100;
constexpr std::string_view cursor_mark = "QVFIU";

struct Position {
    std::uint32_t index = 0;
    std::uint32_t variant = 0;
};

std::uint64_t with_check(Position position) {
    std::uint64_t check = hash_of(position.index, position.variant, 71) & 0xffffffff;
    return static_cast<std::uint64_t>(position.variant & 0xffff) << 48 |
           static_cast<std::uint64_t>(position.index) << 32 | check;
}

// A cursor names the post it stands at, with a check so that an invented one is refused.
std::string cursor(Position position) {
    std::uint64_t value = with_check(position);
    return concat(cursor_mark, base64url_encode({reinterpret_cast<const char *>(&value), sizeof value}));
}

std::optional<Position> position_of(std::string_view text) {
    if (!text.starts_with(cursor_mark))
        return std::nullopt;
    auto bytes = base64url_decode(text.substr(cursor_mark.size()));
    std::uint64_t value = 0;
    if (!bytes || bytes->size() != sizeof value)
        return std::nullopt;
    bytes->copy(reinterpret_cast<char *>(&value), sizeof value);
    Position position{static_cast<std::uint32_t>(value >> 32 & 0xffff),
                      static_cast<std::uint32_t>(value >> 48)};
    return with_check(position) == value ? std::optional(position) : std::nullopt;
}

std::string next_link(const Call &call, std::string_view after) {
    std::string path;
    for (std::string_view segment : call.path)
        path += concat("/", segment);
    // As the platform does it: the token stands in the link, a proof does not.
    std::string query = concat("access_token=", percent_encode(call.token_text));
    for (const Param &param : call.params)
        if (param.name != "access_token" && param.name != "after" && param.name != "appsecret_proof")
            query += concat("&", param.name, "=", percent_encode(param.value));
    return concat(base(call), path, "?", query, "&after=", after);
}

// A parameter of the call, or a modifier of the field.
std::optional<std::string_view> argument(const Call &call, const Field *field, std::string_view name) {
    if (field != nullptr) {
        const Field::Modifier *modifier = field->modifier(name);
        return modifier == nullptr ? std::nullopt : std::optional(modifier->arguments);
    }
    const std::string *text = call.params.find(name);
    return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
}

bool modifiers_known(Call &call, const Field &field) {
    for (const Field::Modifier &modifier : field.modifiers)
        if (modifier.name != "limit" && modifier.name != "after") {
            bad_parameter(call,
                          concat("(#100) Unknown modifier of the field ", field.name, ": ", modifier.name));
            return false;
        }
    return true;
}

} // namespace

std::optional<PageRequest> page_request(Call &call, const Field *field, const std::vector<Field> &usual) {
    if (field != nullptr && !modifiers_known(call, *field))
        return std::nullopt;
    PageRequest out;
    out.field = field;
    if (auto text = argument(call, field, "limit")) {
        auto limit = parse_unsigned(*text);
        if (!limit || *limit < 1 || *limit > largest_page) {
            bad_parameter(call, "(#100) Param limit must be an integer from 1 to 100");
            return std::nullopt;
        }
        out.limit = *limit;
    }
    if (auto text = argument(call, field, "after"); text && !text->empty()) {
        auto position = position_of(*text);
        if (!position) {
            bad_parameter(call, "(#100) Invalid cursor");
            return std::nullopt;
        }
        out.below = position->index;
        out.variant = position->variant;
        out.after = *text;
    }
    if (const Fault *fault = call.faults.find(FaultKind::reduce_data);
        fault != nullptr && static_cast<std::int64_t>(out.limit) > fault->limit) {
        refuse_generally(call, Refusal::too_much_data, {});
        return std::nullopt;
    }
    if (field == nullptr)
        out.fields = requested_fields(call, usual);
    else
        out.fields = field->fields.empty() ? &usual : &field->fields;
    return out.fields == nullptr ? std::nullopt : std::optional(out);
}

PostPage take_page(Call &call, Subject subject, const PageRequest &request) {
    if (call.has(FaultKind::empty_page))
        return {{}, true};
    Accounts &accounts = call.simulator.accounts;
    PostPage page = accounts.posts_below(subject, request.below, page_size(call, request.limit), call.now);
    if (call.has(FaultKind::vanishing_post) && page.more)
        accounts.overrides.at(subject).posts[page.indexes.back()].deleted = true;
    return page;
}

void write_paging(Call &call, JsonWriter &json, const PageRequest &request, const PostPage &page) {
    if (page.indexes.empty() && !page.more)
        return;
    bool empty = page.indexes.empty();
    std::string before = cursor({empty ? request.below : page.indexes.front(), request.variant});
    std::string after =
        cursor({empty ? request.below : page.indexes.back(), request.variant + (empty ? 1 : 0)});
    if (call.has(FaultKind::repeating_cursor))
        after = request.after.empty() ? cursor({request.below, request.variant}) : std::string(request.after);
    json.key("paging").begin_object().key("cursors").begin_object();
    json.field("before", before).field("after", after).end_object();
    // Inside a node recorded answers have a cursor and no link, whether more follows or not.
    if (request.field == nullptr && (page.more || call.has(FaultKind::repeating_cursor)))
        json.field("next", next_link(call, after));
    json.end_object();
}

} // namespace social::simulator::graph
