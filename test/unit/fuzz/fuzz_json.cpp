// The typed lookups over any document: each value read in every way, and written out again.
#include "core/json.hpp"
#include "core/url.hpp"

#include <cstdio>
#include <cstdlib>

namespace {

void must(bool holds, const char *what) {
    if (holds)
        return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

void read_everything(social::Json value) {
    auto text = value.text(100);
    must(!text || social::clean_text(*text, 100) == *text, "texts are clean");
    social::TextArena kept;
    must(value.text(100, kept) == text, "texts are the same wherever they are kept");
    must(value.id(kept) == value.id(), "ids are the same wherever they are kept");
    must(value.url(kept) == value.url(), "addresses are the same wherever they are kept");
    (void)value.instant();
    (void)value.boolean();
    (void)value["data"].first()["id"].id();
    must(value.count().value_or(0) >= 0 && value.count_or_digits().value_or(0) >= 0,
         "counts are not negative");
    for (auto item : value.items())
        read_everything(item);
    for (auto item : value.values())
        read_everything(item);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
    std::string_view body(reinterpret_cast<const char *>(data), size);
    std::string written;
    auto first = social::read_json(body, [&](social::Json root) -> social::Result<social::Done> {
        read_everything(root);
        written = root.written();
        return social::Done{};
    });
    if (first)
        must(bool(social::read_json(
                 written, [](social::Json) -> social::Result<social::Done> { return social::Done{}; })),
             "what is written can be read");
    (void)social::parse_instant(body);
    (void)social::query_value(body, "after");
    must(social::percent_decoded(social::percent_encoded(body)) == body, "encoding can be undone");
    must(social::clean_text(social::redacted(body), 300) == social::redacted(body),
         "messages are clean and short");
    return 0;
}
