#include "server/message.hpp"

#include "base/text.hpp"

namespace social::simulator {

namespace {

constexpr std::size_t largest_head = 65536;
constexpr std::size_t largest_body = 4194304;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

std::string_view reason_phrase(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 204:
        return "No Content";
    case 302:
        return "Found";
    case 307:
        return "Temporary Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Payload Too Large";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

bool parse_head(std::string_view head, Request &request) {
    std::size_t line_end = head.find("\r\n");
    std::string_view line = head.substr(0, line_end);
    std::size_t first = line.find(' ');
    std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !line.substr(last + 1).starts_with("HTTP/1."))
        return false;
    request.method = line.substr(0, first);
    std::string_view target = line.substr(first + 1, last - first - 1);
    std::size_t question = target.find('?');
    request.path = percent_decode(target.substr(0, question), Plus::literal);
    request.query = question == std::string_view::npos ? "" : target.substr(question + 1);
    request.headers.clear();
    while (line_end != std::string_view::npos) {
        std::size_t start = line_end + 2;
        line_end = head.find("\r\n", start);
        line = head.substr(start, line_end - start);
        std::size_t colon = line.find(':');
        if (line.empty())
            continue;
        if (colon == std::string_view::npos)
            return false;
        request.headers.emplace_back(to_lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
    return true;
}

} // namespace

void Params::add_encoded(std::string_view text) {
    for (std::string_view pair : split(text, "&")) {
        std::size_t equals = pair.find('=');
        std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
        add(percent_decode(pair.substr(0, equals), Plus::is_space), percent_decode(value, Plus::is_space));
    }
}

const std::string *Params::find(std::string_view name) const {
    for (const Param &item : items_)
        if (item.name == name)
            return &item.value;
    return nullptr;
}

std::string Params::get(std::string_view name) const {
    const std::string *value = find(name);
    return value == nullptr ? std::string() : *value;
}

std::vector<std::string> Params::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const Param &item : items_)
        if (item.name == name)
            values.push_back(item.value);
    return values;
}

std::string_view Request::header(std::string_view lower_case_name) const {
    for (const auto &[name, value] : headers)
        if (name == lower_case_name)
            return value;
    return {};
}

void Response::add_header(std::string_view name, std::string_view value) {
    headers.append(name).append(": ");
    // A value may quote what was asked, which must not be able to start a line of its own.
    for (char c : value)
        headers.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    headers.append("\r\n");
}

std::string Response::head(bool keep_alive) const {
    std::string out = "HTTP/1.1 ";
    append_number(out, status);
    out.append(" ").append(reason_phrase(status)).append("\r\n");
    if (!content_type.empty())
        out.append("Content-Type: ").append(content_type).append("\r\n");
    out.append("Content-Length: ");
    append_number(out, static_cast<std::int64_t>(length()));
    out.append("\r\n").append(headers);
    if (!keep_alive)
        out.append("Connection: close\r\n");
    out.append("\r\n");
    return out;
}

ParseOutcome parse_request(std::string &buffer, Request &request) {
    std::size_t head_end = buffer.find("\r\n\r\n");
    if (head_end == std::string::npos)
        return buffer.size() > largest_head ? ParseOutcome::too_large : ParseOutcome::incomplete;
    if (!parse_head(std::string_view(buffer).substr(0, head_end), request))
        return ParseOutcome::malformed;
    if (!request.header("transfer-encoding").empty())
        return ParseOutcome::malformed;
    std::size_t length = 0;
    if (std::string_view announced = request.header("content-length"); !announced.empty()) {
        auto parsed = parse_unsigned(announced);
        if (!parsed)
            return ParseOutcome::malformed;
        if (*parsed > largest_body)
            return ParseOutcome::too_large;
        length = *parsed;
    }
    std::size_t total = head_end + 4 + length;
    if (buffer.size() < total)
        return request.header("expect").empty() ? ParseOutcome::incomplete : ParseOutcome::wants_continue;
    request.body.assign(buffer, head_end + 4, length);
    buffer.erase(0, total);
    return ParseOutcome::complete;
}

} // namespace social::simulator
