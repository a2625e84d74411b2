// An HTTP request as it arrived, and the response that is to go back, including how it misbehaves on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace social::simulator {

struct Param {
    std::string name;
    std::string value;
};

// Query or form parameters, in the order they came.
class Params {
public:
    void add(std::string name, std::string value) { items_.push_back({std::move(name), std::move(value)}); }
    void add_encoded(std::string_view text); // a=b&c=d
    const std::string *find(std::string_view name) const;
    std::string get(std::string_view name) const; // empty when absent
    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::vector<std::string> all(std::string_view name) const;

    auto begin() const { return items_.begin(); }
    auto end() const { return items_.end(); }

private:
    std::vector<Param> items_;
};

struct Request {
    std::uint64_t id = 0; // unique in the life of the process
    bool secure = false;  // came over TLS
    std::string method;
    std::string path; // decoded, without the query
    std::string query;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers; // names in lower case

    std::string_view header(std::string_view lower_case_name) const;
};

struct Response {
    enum class Delivery : std::uint8_t {
        whole,
        cut,   // the announced length is never reached: the connection closes in the middle
        reset, // nothing is sent; the connection is reset
        hang,  // nothing is sent, for ever
    };

    int status = 200;
    std::string content_type = "application/json; charset=UTF-8";
    std::string headers; // further header lines, each ended by CRLF
    std::string body;
    std::uint64_t filler = 0; // so many 'a' between body and tail, never held in memory
    std::string tail;
    Delivery delivery = Delivery::whole;
    int delay_ms = 0; // before the first byte
    int drip_ms = 0;  // the body is spread over so long

    void add_header(std::string_view name, std::string_view value);
    std::uint64_t length() const { return body.size() + filler + tail.size(); }
    std::string head(bool keep_alive) const; // status line and headers
};

// Takes one request off the front of `buffer`.
enum class ParseOutcome : std::uint8_t { incomplete, complete, wants_continue, too_large, malformed };
ParseOutcome parse_request(std::string &buffer, Request &request);

} // namespace social::simulator
