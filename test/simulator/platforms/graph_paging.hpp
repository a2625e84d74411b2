// Pages of posts on the Graph hosts: limit, cursors, and the next link, with the faults that concern them. A
// page is asked for by a call of its own (/me/media) or as a field of the node that has the edge (field
// expansion).
#pragma once

#include "platforms/call.hpp"
#include "platforms/graph_fields.hpp"
#include "world/accounts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace social::simulator::graph {

struct PageRequest {
    std::uint32_t below = posts_per_subject; // posts with an index under this one
    std::size_t limit = 25;
    std::uint32_t variant = 0;                  // tells the cursors of empty pages apart
    std::string_view after;                     // the cursor as it was given
    const Field *field = nullptr;               // of the node; none in a call of its own
    const std::vector<Field> *fields = nullptr; // of each post
};

// What the call's parameters ask for, or the field with its modifiers: without fields, `usual` ones. Nothing
// when something was wrong; the call has been refused then.
std::optional<PageRequest> page_request(Call &call, const Field *field, const std::vector<Field> &usual);

// Fetches the page, minding empty_page, short_page and vanishing_post.
PostPage take_page(Call &call, Subject subject, const PageRequest &request);

// Writes "paging", or nothing for an empty last page.
void write_paging(Call &call, JsonWriter &json, const PageRequest &request, const PostPage &page);

// Writes the page, in which `write_post` writes the post of an index. False when that refused the call.
// Inside a node's answer the edge has a key, and is left out when it has nothing.
template <typename WritePost>
bool write_edge(Call &call, JsonWriter &json, const PageRequest &request, const PostPage &page,
                WritePost write_post) {
    if (request.field != nullptr) {
        if (page.indexes.empty() && !page.more)
            return true;
        json.key(request.field->name);
    }
    json.begin_object().key("data").begin_array();
    for (std::uint32_t index : page.indexes)
        if (!write_post(index))
            return false;
    json.end_array();
    write_paging(call, json, request, page);
    json.end_object();
    return true;
}

} // namespace social::simulator::graph
