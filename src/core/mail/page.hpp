// Page: the HTML of a mail, put together from a few kinds of blocks. Tables and inline styles, since that is
// what mail programs understand; no pictures, so that nothing is missing where they are blocked. Every text
// is escaped.
#pragma once

#include "core/mail/language.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace social {

// What a mail consists of, before it is addressed.
struct MailContent {
    std::string subject{};
    std::string text{};
    std::string html{};
};

std::string escaped(std::string_view text);

// Whether a figure is good news.
enum class Tone : std::uint8_t { plain, good, bad };
Tone tone_of(double change);

class Page {
public:
    // `preview` is what mail programs show beside the subject.
    Page(const Language &language, std::string_view title, std::string_view preview);

    void heading(std::string_view text);
    void subheading(std::string_view text, std::string_view beside = {});
    void paragraph(std::string_view text);
    void small(std::string_view text);
    void link(std::string_view text, std::string_view url);
    void button(std::string_view text, std::string_view url);
    // `urgent`: only the reader can help.
    void warning(std::string_view title, std::string_view text, std::string_view action, std::string_view url,
                 bool urgent);
    void rule();

    struct Figure {
        std::string name{};
        std::string value{};
        std::string note{};
        Tone tone = Tone::plain;
        bool known = true;
    };
    void figures(const std::vector<Figure> &figures);

    struct Bars {
        std::vector<std::optional<std::int64_t>> values{}; // from the oldest to the newest, at least two
        std::int64_t least = 0;                            // of those that are known
        std::int64_t greatest = 0;
        std::string from{}; // below the first
        std::string until{};
        std::string caption{};
    };
    // With the least and the greatest written beside; a line for what is unknown.
    void bars(const Bars &bars);

    // A numbered entry with a line below it; without a url it is no link.
    void entry(std::size_t place, std::string_view title, std::string_view url, std::string_view below,
               std::string_view gain);

    void footer(const std::vector<std::string> &lines, std::string_view link_text, std::string_view url);
    std::string finish();

private:
    std::string bar(std::optional<std::int64_t> value, int height) const;

    const Language &language_;
    std::string html_;
};

} // namespace social
