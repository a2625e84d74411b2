// Transfer: one libcurl easy handle and what one request needs around it. Made once and used for many
// requests: everything that does not change from one to the next is set in the constructor.
#pragma once

#include "core/http/client.hpp"
#include "core/http/curl_handles.hpp"
#include "core/http/curl_loop.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace social {

// Decoded bytes held for all answers that are under way.
struct BodyBudget {
    std::size_t used = 0;
    std::size_t limit = 0;
};

// Says why a request may not be sent at all.
std::optional<HttpResponse> refusal(const HttpRequest &request, bool allow_http);

class Transfer {
public:
    // `version` tells which limits it was made for.
    Transfer(CurlLoop &loop, BodyBudget &bodies, const HttpLimits &limits, unsigned version);
    ~Transfer();
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;

    CURL *handle() const noexcept { return handle_.get(); }
    unsigned version() const noexcept { return version_; }
    // `owner` comes back from owner_of(handle()).
    void begin(HttpRequest request, void *owner);
    // The answer; the transfer is ready for another begin().
    HttpResponse finish(CURLcode outcome);
    // Frees what the request and its answer hold.
    void abandon() noexcept;

    static void *owner_of(CURL *handle) noexcept;

private:
    // What a callback of ours stopped the transfer for.
    enum class Stopped : std::uint8_t { no, body, bodies, headers, memory, sent_twice };

    static std::size_t take_body(char *bytes, std::size_t, std::size_t count, void *self) noexcept;
    static std::size_t take_header(char *bytes, std::size_t, std::size_t count, void *self) noexcept;
    static int before_request(void *self, char *, char *, int, int) noexcept;

    void set_url();
    void set_sharing();
    void set_method();
    void set_headers();
    void read_header(std::string_view line);
    void expect_body(std::string_view length);
    bool request_left() const;

    BodyBudget &bodies_;
    unsigned version_;
    std::size_t max_body_;
    std::size_t max_headers_;
    bool proxied_;
    EasyHandle handle_;
    HttpRequest request_{};
    HttpResponse response_{};
    HeaderList headers_{};
    std::array<char, CURL_ERROR_SIZE> detail_{};
    std::size_t header_bytes_ = 0;
    std::size_t body_bytes_ = 0; // counted in bodies_
    std::string url_set_{};
    std::chrono::milliseconds timeout_set_{-1};
    Method method_set_ = Method::get;
    bool body_set_ = false;
    bool sharing_set_ = false;
    bool headers_set_ = false;
    bool in_headers_ = false;
    Stopped stopped_ = Stopped::no;
    int attempts_ = 0;
};

} // namespace social
