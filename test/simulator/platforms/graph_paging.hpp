// Pages of posts on the Graph hosts: limit, cursors, and the next link, with the faults that concern them.
#pragma once

#include "platforms/call.hpp"
#include "world/accounts.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace social::simulator::graph {

struct PageRequest {
    std::uint32_t below = posts_per_subject; // posts with an index under this one
    std::size_t limit = 25;
    std::uint32_t variant = 0; // tells the cursors of empty pages apart
    std::string after;         // the cursor as it was given
};

// Nothing when a parameter was wrong; the call has been refused then.
std::optional<PageRequest> page_request(Call &call);

// Fetches the page, minding empty_page, short_page and vanishing_post.
PostPage take_page(Call &call, Subject subject, const PageRequest &request);

// Writes "paging", or nothing for an empty last page.
void write_paging(Call &call, JsonWriter &json, const PageRequest &request, const PostPage &page);

} // namespace social::simulator::graph
