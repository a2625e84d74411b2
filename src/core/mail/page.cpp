#include "core/mail/page.hpp"

#include <algorithm>

namespace social {

namespace {

constexpr std::string_view kText = "#1c1a24";
constexpr std::string_view kQuiet = "#565160";
constexpr std::string_view kAccent = "#4a3fbf";
constexpr std::string_view kGood = "#1a6647";
constexpr std::string_view kBad = "#a52c22";
constexpr std::string_view kUnknown = "#c9c6d8";
constexpr int kTallestBar = 44; // pixels
constexpr int kShortestBar = 6;

std::string style(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (auto part : parts)
        text.append(part);
    return text;
}

std::string_view colour_of(Tone tone) {
    return tone == Tone::good ? kGood : tone == Tone::bad ? kBad : kQuiet;
}

// Only what leads to the web may become a link.
bool leads_to_the_web(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

std::string anchor(std::string_view text, std::string_view url, std::string_view css) {
    if (!leads_to_the_web(url))
        return escaped(text);
    return "<a href=\"" + escaped(url) + "\" style=\"" + std::string{css} + "\">" + escaped(text) + "</a>";
}

} // namespace

std::string escaped(std::string_view text) {
    std::string html;
    html.reserve(text.size());
    for (char c : text) {
        switch (c) {
        case '&':
            html += "&amp;";
            break;
        case '<':
            html += "&lt;";
            break;
        case '>':
            html += "&gt;";
            break;
        case '"':
            html += "&quot;";
            break;
        case '\'':
            html += "&#39;";
            break;
        default:
            html += c;
        }
    }
    return html;
}

Tone tone_of(double change) {
    return change > 0 ? Tone::good : change < 0 ? Tone::bad : Tone::plain;
}

Page::Page(const Language &language, std::string_view title, std::string_view preview) : language_(language) {
    const std::string direction = language.right_to_left ? "rtl" : "ltr";
    html_ =
        "<!DOCTYPE html>\n<html lang=\"" + std::string{language.code} + "\" dir=\"" + direction +
        "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light\">\n<title>" +
        escaped(title) +
        "</title>\n</head>\n<body style=\"margin:0;padding:0;background:#f8f6f1\">\n"
        "<div style=\"display:none;max-height:0;overflow:hidden\">" +
        escaped(preview) +
        "</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
        "style=\"background:#f8f6f1\"><tr><td align=\"center\" style=\"padding:24px 8px\">\n"
        "<table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" dir=\"" +
        direction +
        "\" style=\"width:100%;max-width:600px;background:#fffefb;border-radius:10px\">\n"
        "<tr><td align=\"" +
        std::string{language.begin_side()} +
        "\" style=\"padding:28px 24px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
        "font-size:15px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word;color:" +
        std::string{kText} + "\">\n";
}

void Page::heading(std::string_view text) {
    html_ += "<h1 style=\"margin:0 0 8px;font-size:22px;line-height:1.3\">" + escaped(text) + "</h1>\n";
}

void Page::subheading(std::string_view text, std::string_view beside) {
    html_ += "<h2 style=\"margin:26px 0 8px;font-size:17px;line-height:1.3\">" + escaped(text);
    if (!beside.empty())
        html_ +=
            style({" <span style=\"font-weight:400;color:", kQuiet, "\">"}) + escaped(beside) + "</span>";
    html_ += "</h2>\n";
}

void Page::paragraph(std::string_view text) {
    html_ += "<p style=\"margin:0 0 12px\">" + escaped(text) + "</p>\n";
}

void Page::small(std::string_view text) {
    html_ +=
        style({"<p style=\"margin:6px 0 0;font-size:13px;color:", kQuiet, "\">"}) + escaped(text) + "</p>\n";
}

void Page::link(std::string_view text, std::string_view url) {
    html_ += "<p style=\"margin:6px 0 0;font-size:14px\">" + anchor(text, url, style({"color:", kAccent})) +
             "</p>\n";
}

void Page::button(std::string_view text, std::string_view url) {
    if (!leads_to_the_web(url))
        return;
    html_ +=
        style({"<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:22px 0 "
               "4px\"><tr>"
               "<td bgcolor=\"",
               kAccent, "\" style=\"border-radius:8px\">"}) +
        anchor(text, url,
               "display:inline-block;padding:12px 22px;color:#ffffff;font-weight:600;text-decoration:none") +
        "</td></tr></table>\n";
}

void Page::warning(std::string_view title, std::string_view text, std::string_view action,
                   std::string_view url, bool urgent) {
    html_ += "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
             "style=\"margin:8px 0\">"
             "<tr><td align=\"" +
             std::string{language_.begin_side()} + "\" bgcolor=\"" + (urgent ? "#fae3de" : "#f1ede3") +
             "\" style=\"padding:12px 14px;border-radius:8px\"><strong>" + escaped(title) + "</strong><br>" +
             escaped(text);
    if (leads_to_the_web(url))
        html_ += "<br>" + anchor(action, url, style({"color:", urgent ? kBad : kAccent, ";font-weight:600"}));
    html_ += "</td></tr></table>\n";
}

void Page::rule() {
    html_ += "<hr style=\"border:0;border-top:1px solid #e5dfd3;margin:22px 0 0\">\n";
}

void Page::figures(const std::vector<Figure> &figures) {
    html_ += "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
             "style=\"margin:6px 0\"><tr>\n";
    const std::string width = std::to_string(100 / std::max<std::size_t>(figures.size(), 1));
    for (const auto &figure : figures)
        html_ += "<td width=\"" + width + "%\" valign=\"top\" align=\"" +
                 std::string{language_.begin_side()} + "\" style=\"padding:4px 0;padding-" +
                 std::string{language_.end_side()} + ":8px\">" +
                 style({"<span style=\"font-size:13px;color:", kQuiet, "\">"}) + escaped(figure.name) +
                 "</span><br><strong style=\"font-size:" + (figure.known ? "20px" : "15px;font-weight:400") +
                 ";line-height:30px;white-space:nowrap\">" + escaped(figure.value) + "</strong><br>" +
                 style({"<span style=\"font-size:13px;color:", colour_of(figure.tone), "\">"}) +
                 escaped(figure.note) + "</span></td>\n";
    html_ += "</tr></table>\n";
}

// A bar is a cell with a colour: some mail programs know no heights of anything else.
std::string Page::bar(std::optional<std::int64_t> value, int height) const {
    const std::string colour{value ? kAccent : kUnknown};
    const std::string pixels = std::to_string(height);
    return "<td width=\"10%\" valign=\"bottom\" height=\"" + std::to_string(kTallestBar) + "\" title=\"" +
           (value ? escaped(number(language_, *value)) : std::string{"?"}) +
           "\" style=\"padding:0 2px\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
           "cellspacing=\"0\"><tr><td height=\"" +
           pixels + "\" bgcolor=\"" + colour + "\" style=\"height:" + pixels + "px;background:" + colour +
           ";font-size:1px;line-height:1px\">&nbsp;</td></tr></table></td>\n";
}

void Page::bars(const Bars &bars) {
    const double span = static_cast<double>(bars.greatest - bars.least);
    const auto height_of = [&](std::int64_t value) {
        return span == 0 ? (kTallestBar + kShortestBar) / 2
                         : kShortestBar + static_cast<int>(static_cast<double>(value - bars.least) / span *
                                                           (kTallestBar - kShortestBar));
    };
    const std::string beginning{language_.begin_side()}, end{language_.end_side()};
    const auto quiet = style({"font-size:12px;line-height:1.2;color:", kQuiet, ";white-space:nowrap"});
    html_ += "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
             "style=\"margin:10px 0 0;table-layout:fixed\"><tr>\n";
    for (const auto &value : bars.values)
        html_ += bar(value, value ? height_of(*value) : 1);
    // The axis: it does not begin at zero, so that a change can be seen, and says so.
    html_ += "<td width=\"20%\" valign=\"bottom\" align=\"" + beginning + "\" style=\"padding-" + beginning +
             ":8px\"><table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\"><tr><td height=\"" +
             std::to_string(kTallestBar / 2) + "\" valign=\"top\" style=\"" + quiet + "\">" +
             escaped(number(language_, bars.greatest)) + "</td></tr><tr><td height=\"" +
             std::to_string(kTallestBar / 2) + "\" valign=\"bottom\" style=\"" + quiet + "\">" +
             escaped(bars.least == bars.greatest ? std::string{} : number(language_, bars.least)) +
             "</td></tr></table></td></tr>\n<tr>";
    const std::size_t half = bars.values.size() / 2;
    html_ += "<td colspan=\"" + std::to_string(half) + "\" align=\"" + beginning +
             "\" style=\"padding:3px 2px 0;" + quiet + "\">" + escaped(bars.from) + "</td><td colspan=\"" +
             std::to_string(bars.values.size() - half) + "\" align=\"" + end +
             "\" style=\"padding:3px 2px 0;" + quiet + "\">" + escaped(bars.until) +
             "</td><td></td></tr></table>\n";
    small(bars.caption);
}

void Page::entry(std::size_t place, std::string_view title, std::string_view url, std::string_view below,
                 std::string_view gain) {
    html_ += "<p style=\"margin:0 0 12px\"><strong>" + std::to_string(place) + ".</strong> " +
             anchor(title, url, style({"color:", kAccent})) + "<br>" +
             style({"<span style=\"font-size:13px;color:", kQuiet, "\">"}) + escaped(below) + "</span><br>" +
             style({"<span style=\"font-size:14px;color:", kGood, "\">"}) + escaped(gain) + "</span></p>\n";
}

void Page::footer(const std::vector<std::string> &lines, std::string_view link_text, std::string_view url) {
    rule();
    for (const auto &line : lines)
        small(line);
    if (leads_to_the_web(url))
        html_ += "<p style=\"margin:6px 0 0;font-size:13px\">" +
                 anchor(link_text, url, style({"color:", kQuiet})) + "</p>\n";
}

std::string Page::finish() {
    return std::move(html_) + "</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n";
}

} // namespace social
