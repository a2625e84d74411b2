#include "core/http/transfer.hpp"

#include "core/ascii.hpp"
#include "core/http/failure.hpp"

#include <algorithm>
#include <charconv>
#include <new>
#include <utility>

namespace social {

namespace {

constexpr long kDnsCacheSeconds = 300;
constexpr std::string_view kLength = "Content-Length";
constexpr std::size_t kLargestReserve = 64 * 1024; // bytes
constexpr long kConnectionLifeSeconds = 600;       // a platform that moves is followed within ten minutes

bool starts_with_scheme(std::string_view url, std::string_view scheme) {
    return url.size() > scheme.size() && equals_ignoring_case(url.substr(0, scheme.size()), scheme);
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// What of a URL goes out as it stands: its path and query. Empty when libcurl is to make it out of the URL
// itself, as it must of one with a fragment, a blank or letters beyond ASCII, or of none.
std::string_view target_of(std::string_view url) {
    const auto authority = url.find("://") + 3; // refusal() has seen to it that there is one
    const auto path = url.find_first_of("/?#", authority);
    if (path == std::string_view::npos || url[path] != '/')
        return {};
    const auto target = url.substr(path);
    const bool plain = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    return plain ? target : std::string_view{};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

HttpResponse failed(TransportFailure failure, std::string text) {
    HttpResponse response;
    response.failure = failure;
    response.failure_text = std::move(text);
    return response;
}

} // namespace

std::optional<HttpResponse> refusal(const HttpRequest &request, bool allow_http) {
    const bool https = starts_with_scheme(request.url, "https://");
    const bool http = starts_with_scheme(request.url, "http://");
    if (!https && !http)
        return failed(TransportFailure::refused_url, "the URL was refused: it is not an https URL");
    if (http && !allow_http)
        return failed(TransportFailure::refused_url,
                      "the URL was refused: it is not https and pg_social.allow_http is off");
    if (has_control(request.url))
        return failed(TransportFailure::refused_url, "the URL was refused: it holds a control character");
    if (std::any_of(request.headers.begin(), request.headers.end(),
                    [](const std::string &header) { return has_control(header); }))
        return failed(TransportFailure::other, "a request header holds a control character");
    return std::nullopt;
}

Transfer::Transfer(CurlLoop &loop, BodyBudget &bodies, const HttpLimits &limits, unsigned version)
    : bodies_(bodies), version_(version), max_body_(limits.max_response_size),
      max_headers_(limits.max_header_size), proxied_(!limits.proxy.empty()), handle_(curl_easy_init()) {
    if (!handle_)
        throw std::bad_alloc{};
    CURL *curl = handle_.get();
    loop.prepare(curl);
    set_option(curl, CURLOPT_ERRORBUFFER, detail_.data());
    set_option(curl, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
    set_option(curl, CURLOPT_WRITEDATA, static_cast<void *>(this));
    set_option(curl, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
    set_option(curl, CURLOPT_HEADERDATA, static_cast<void *>(this));
    set_option(curl, CURLOPT_PREREQFUNCTION, &Transfer::before_request);
    set_option(curl, CURLOPT_PREREQDATA, static_cast<void *>(this));

    set_option(curl, CURLOPT_PROTOCOLS_STR, limits.allow_http ? "http,https" : "https");
    set_option(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set_option(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set_option(curl, CURLOPT_USERAGENT, "pg_social");
    set_option(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    set_option(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set_option(curl, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);

    set_option(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set_option(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    set_option(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set_option(curl, CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!limits.ca_file.empty()) {
        set_option(curl, CURLOPT_CAINFO, limits.ca_file.c_str());
        set_option(curl, CURLOPT_PROXY_CAINFO, limits.ca_file.c_str());
    }
    // Empty texts, not nothing: nothing would mean the environment's http_proxy and no_proxy.
    set_option(curl, CURLOPT_PROXY, limits.proxy.c_str());
    set_option(curl, CURLOPT_NOPROXY, "");
    set_option(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

    set_option(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
    set_option(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.max_response_size));
    set_option(curl, CURLOPT_DNS_CACHE_TIMEOUT, kDnsCacheSeconds);
    set_option(curl, CURLOPT_MAXLIFETIME_CONN, kConnectionLifeSeconds);
    set_option(curl, CURLOPT_TCP_KEEPALIVE, 1L);
}

Transfer::~Transfer() {
    abandon();
    SignalsBlocked blocked;
    handle_.reset();
}

void Transfer::begin(HttpRequest request, void *owner) {
    request_ = std::move(request);
    CURL *curl = handle_.get();
    set_option(curl, CURLOPT_PRIVATE, owner);
    set_url();
    if (request_.timeout != timeout_set_) {
        set_option(curl, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(std::max(request_.timeout, std::chrono::milliseconds{1}).count()));
        timeout_set_ = request_.timeout;
    }
    set_sharing();
    set_method();
    set_headers();
    response_ = HttpResponse{};
    detail_[0] = '\0';
    header_bytes_ = 0;
    in_headers_ = false;
    stopped_ = Stopped::no;
    attempts_ = 0;
}

// libcurl takes a URL apart, puts it together again and writes it into the request, a character at a time: of
// a long list of fields that costs as much as sending it. So it gets the host as URL, which stays, and the
// rest apart.
void Transfer::set_url() {
    CURL *curl = handle_.get();
    // A proxy that is no tunnel is told the whole URL.
    const bool whole = proxied_ && starts_with_scheme(request_.url, "http://");
    const auto target = whole ? std::string_view{} : target_of(request_.url);
    // The target is the end of the URL, and as such ends where a C string does.
    set_option(curl, CURLOPT_REQUEST_TARGET, target.empty() ? nullptr : target.data());
    const auto length = target.empty() ? request_.url.size() : request_.url.size() - target.size() + 1;
    const auto url = std::string_view{request_.url}.substr(0, length);
    if (url == url_set_)
        return;
    std::string host{url};
    set_option(curl, CURLOPT_URL, host.c_str());
    url_set_ = std::move(host);
}

// A burst to a new host waits for its first connection, to share it when it turns out to speak HTTP/2. Not
// without TLS: there libcurl learns it from the first answer only, and wakes nobody when it does.
void Transfer::set_sharing() {
    const bool sharing = starts_with_scheme(request_.url, "https://");
    if (sharing != sharing_set_)
        set_option(handle_.get(), CURLOPT_PIPEWAIT, sharing ? 1L : 0L);
    sharing_set_ = sharing;
}

void Transfer::set_method() {
    CURL *curl = handle_.get();
    const bool body = request_.method == Method::post || !request_.body.empty();
    if (body) {
        set_option(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        set_option(curl, CURLOPT_POSTFIELDS, request_.body.c_str());
    } else if (body_set_) {
        set_option(curl, CURLOPT_HTTPGET, 1L);
    }
    body_set_ = body;
    if (request_.method != method_set_)
        set_option(curl, CURLOPT_CUSTOMREQUEST,
                   request_.method == Method::delete_ ? "DELETE" : static_cast<const char *>(nullptr));
    method_set_ = request_.method;
}

void Transfer::set_headers() {
    if (request_.headers.empty() && !headers_set_)
        return;
    HeaderList list;
    for (const std::string &header : request_.headers) {
        curl_slist *longer = curl_slist_append(list.get(), header.c_str());
        if (longer == nullptr)
            throw std::bad_alloc{};
        (void)list.release(); // now part of `longer`
        list.reset(longer);
    }
    set_option(handle_.get(), CURLOPT_HTTPHEADER, list.get());
    headers_ = std::move(list);
    headers_set_ = headers_ != nullptr;
}

HttpResponse Transfer::finish(CURLcode outcome) {
    if (outcome == CURLE_OK && stopped_ == Stopped::no) {
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &response_.status);
        response_.request_sent = true;
        HttpResponse answer = std::move(response_);
        abandon();
        return answer;
    }
    HttpResponse answer;
    answer.request_sent = request_left();
    switch (stopped_) {
    case Stopped::no:
        // An answer that is not HTTP is an "unsupported protocol", too.
        if (outcome == CURLE_UNSUPPORTED_PROTOCOL && attempts_ > 0)
            outcome = CURLE_WEIRD_SERVER_REPLY;
        // A single header line beyond libcurl's own bound comes back as this.
        answer.failure = outcome == CURLE_OUT_OF_MEMORY && in_headers_ ? TransportFailure::too_large
                                                                       : classify(outcome, detail_.data());
        answer.failure_text = describe_failure(answer.failure, outcome, detail_.data());
        break;
    case Stopped::sent_twice:
        answer.failure = TransportFailure::reset;
        answer.failure_text = "the connection broke before the answer; a POST is not sent again";
        break;
    case Stopped::body:
        answer.failure = TransportFailure::too_large;
        answer.failure_text = describe_failure(answer.failure, outcome, {});
        break;
    case Stopped::headers:
        answer.failure = TransportFailure::too_large;
        answer.failure_text = "the headers of the answer are too large";
        break;
    case Stopped::bodies:
        answer.failure = TransportFailure::too_large;
        answer.failure_text = "the answers under way need too much memory together";
        break;
    case Stopped::memory:
        answer.failure = TransportFailure::other;
        answer.failure_text = "out of memory while reading the answer";
        break;
    }
    abandon();
    return answer;
}

void Transfer::abandon() noexcept {
    bodies_.used -= std::exchange(body_bytes_, 0);
    response_ = HttpResponse{};
    // libcurl keeps the pointer to the body until the next begin() but does not look at it.
    request_ = HttpRequest{};
}

void *Transfer::owner_of(CURL *handle) noexcept {
    char *owner = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &owner);
    return owner;
}

bool Transfer::request_left() const {
    if (stopped_ == Stopped::sent_twice)
        return true;
    if (attempts_ == 0)
        return false;
    long head = 0;
    curl_off_t body = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_REQUEST_SIZE, &head);
    curl_easy_getinfo(handle_.get(), CURLINFO_SIZE_UPLOAD_T, &body);
    return head > 0 && body >= static_cast<curl_off_t>(request_.body.size());
}

std::size_t Transfer::take_body(char *bytes, std::size_t, std::size_t count, void *self) noexcept {
    auto &transfer = *static_cast<Transfer *>(self);
    if (count > transfer.max_body_ - transfer.body_bytes_) {
        transfer.stopped_ = Stopped::body;
        return 0;
    }
    if (count > transfer.bodies_.limit - std::min(transfer.bodies_.limit, transfer.bodies_.used)) {
        transfer.stopped_ = Stopped::bodies;
        return 0;
    }
    try {
        transfer.response_.body.append(bytes, count);
    } catch (...) {
        transfer.stopped_ = Stopped::memory;
        return 0;
    }
    transfer.body_bytes_ += count;
    transfer.bodies_.used += count;
    return count;
}

std::size_t Transfer::take_header(char *bytes, std::size_t, std::size_t count, void *self) noexcept {
    auto &transfer = *static_cast<Transfer *>(self);
    transfer.header_bytes_ += count;
    if (transfer.header_bytes_ > transfer.max_headers_) {
        transfer.stopped_ = Stopped::headers;
        return 0;
    }
    try {
        transfer.read_header({bytes, count});
    } catch (...) {
        transfer.stopped_ = Stopped::memory;
        return 0;
    }
    return count;
}

// A hint only: the answer may be compressed, or lie.
void Transfer::expect_body(std::string_view length) {
    std::size_t bytes = 0;
    std::from_chars(length.data(), length.data() + length.size(), bytes);
    response_.body.reserve(std::min(bytes, kLargestReserve));
}

// A status line begins a list of headers and a blank line ends it. An interim answer (1xx) is followed by
// another list, which replaces it; what comes after the body (trailers) belongs to none.
void Transfer::read_header(std::string_view line) {
    if (line.starts_with("HTTP/")) {
        response_.headers.clear();
        response_.headers.reserve(16);
        in_headers_ = true;
        return;
    }
    if (!in_headers_)
        return;
    const std::string_view text = trimmed(line);
    if (text.empty()) {
        in_headers_ = false;
        return;
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return;
    const auto &[name, value] =
        response_.headers.emplace_back(trimmed(text.substr(0, colon)), trimmed(text.substr(colon + 1)));
    if (equals_ignoring_case(name, kLength))
        expect_body(value);
}

// libcurl sends a request again by itself when a kept-alive connection dies before the first byte of an
// answer. The server may have acted on it (a refresh token spent), so a POST is stopped here instead.
int Transfer::before_request(void *self, char *, char *, int, int) noexcept {
    auto &transfer = *static_cast<Transfer *>(self);
    ++transfer.attempts_;
    if (transfer.attempts_ > 1 && transfer.request_.method == Method::post && !transfer.request_.repeatable) {
        transfer.stopped_ = Stopped::sent_twice;
        return CURL_PREREQFUNC_ABORT;
    }
    return CURL_PREREQFUNC_OK;
}

} // namespace social
