#include "core/url.hpp"

#include "core/ascii.hpp"
#include "core/json.hpp"

#include <algorithm>
#include <array>

namespace social {

namespace {

int hex_value(char c) {
    if (is_ascii_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

void replace_all(std::string &text, std::string_view wanted, std::string_view by) {
    for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + by.size()))
        text.replace(at, wanted.size(), by);
}

constexpr std::string_view kHidden = "[hidden]";

// Values after these names are secrets wherever they appear.
constexpr std::array<std::string_view, 8> kSecretNames{
    "access_token=",  "refresh_token=",     "client_secret=", "input_token=",
    "code_verifier=", "fb_exchange_token=", "code=",          "token=",
};

void hide_parameters(std::string &text) {
    for (auto name : kSecretNames) {
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
            auto start = at + name.size();
            auto end = std::min(text.find_first_of("& \t\r\n\"'<>", start), text.size());
            if (std::string_view(text).substr(start).starts_with(kHidden))
                continue;
            text.replace(start, end - start, kHidden);
        }
    }
}

// Tokens quoted in prose ("Malformed access token EAAB…"): long runs that mix letters and digits.
void hide_random_looking(std::string &text) {
    constexpr std::size_t shortest_token = 20;
    auto in_token = [](char c) { return is_ascii_alphanumeric(c) || c == '_' || c == '-' || c == '%'; };
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && in_token(text[end]))
            ++end;
        auto run = std::string_view(text).substr(at, end - at);
        bool mixed = std::any_of(run.begin(), run.end(), is_ascii_letter) &&
                     std::any_of(run.begin(), run.end(), is_ascii_digit);
        if (run.size() >= shortest_token && mixed) {
            text.replace(at, run.size(), kHidden);
            end = at + kHidden.size();
        }
        at = end + 1;
    }
}

} // namespace

std::string percent_encoded(std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        if (is_ascii_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    return out;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        if (at + 2 >= text.size())
            return std::nullopt;
        int high = hex_value(text[at + 1]);
        int low = hex_value(text[at + 2]);
        if (high < 0 || low < 0)
            return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return out;
}

std::string query_of(const Parameters &parameters) {
    std::string out;
    for (auto [name, value] : parameters) {
        if (!out.empty())
            out += '&';
        out += percent_encoded(name);
        out += '=';
        out += percent_encoded(value);
    }
    return out;
}

std::string with_query(std::string_view url, const Parameters &parameters) {
    std::string out(url);
    if (parameters.empty())
        return out;
    if (out.find('?') == std::string::npos)
        out += '?';
    else if (out.back() != '?' && out.back() != '&')
        out += '&';
    out += query_of(parameters);
    return out;
}

std::optional<std::string> query_value(std::string_view url, std::string_view name) {
    auto mark = url.find('?');
    if (mark == std::string_view::npos)
        return std::nullopt;
    auto rest = url.substr(mark + 1);
    rest = rest.substr(0, rest.find('#'));
    while (!rest.empty()) {
        auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name)
            return percent_decoded(pair.substr(equals + 1));
    }
    return std::nullopt;
}

std::string joined(std::string_view base, std::string_view path) {
    while (base.ends_with('/'))
        base.remove_suffix(1);
    while (path.starts_with('/'))
        path.remove_prefix(1);
    std::string out(base);
    out += '/';
    out += path;
    return out;
}

std::string redacted(std::string_view text, std::initializer_list<const Secret *> secrets) {
    constexpr std::size_t longest_message = 300;
    // Bounded before it is searched, but with room: a secret must not be cut in half and so missed.
    std::string out = clean_text(text, 8 * longest_message);
    for (const Secret *secret : secrets)
        if (secret != nullptr && secret->reveal().size() >= 4)
            replace_all(out, secret->reveal(), kHidden);
    hide_parameters(out);
    hide_random_looking(out);
    return clean_text(out, longest_message);
}

} // namespace social
