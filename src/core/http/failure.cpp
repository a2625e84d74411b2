#include "core/http/failure.hpp"

namespace social {

namespace {

constexpr std::size_t kDetailLength = 160;

std::string with_detail(std::string_view sentence, std::string_view detail) {
    std::string text{sentence};
    // A question mark could begin a query; better no detail than half a token.
    if (detail.empty() || detail.find('?') != std::string_view::npos)
        return text;
    text += ": ";
    text += detail.substr(0, std::min(detail.find('\n'), kDetailLength));
    return text;
}

} // namespace

TransportFailure classify(CURLcode outcome, std::string_view detail) {
    switch (outcome) {
    case CURLE_OK:
        return TransportFailure::none;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_LOGIN_DENIED: // a user name in the URL
        return TransportFailure::refused_url;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return TransportFailure::resolve;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
        return TransportFailure::connect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_USE_SSL_FAILED:
        return TransportFailure::tls;
    case CURLE_OPERATION_TIMEDOUT:
        if (detail.starts_with("Resolving"))
            return TransportFailure::resolve;
        if (detail.starts_with("Connection"))
            return TransportFailure::connect;
        return TransportFailure::timeout;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_SSL_SHUTDOWN_FAILED:
        return TransportFailure::reset;
    case CURLE_FILESIZE_EXCEEDED:
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
        return TransportFailure::too_large;
    default:
        return TransportFailure::other;
    }
}

std::string describe_failure(TransportFailure failure, CURLcode outcome, std::string_view detail) {
    switch (failure) {
    case TransportFailure::none:
        return {};
    case TransportFailure::refused_url:
        return "the URL was refused: only https, without a user name, may be asked";
    case TransportFailure::resolve:
        return with_detail("the name of the server was not resolved", detail);
    case TransportFailure::connect:
        return with_detail("no connection to the server", detail);
    case TransportFailure::tls:
        return with_detail("no secure connection to the server", detail);
    case TransportFailure::timeout:
        return "no complete answer in time";
    case TransportFailure::reset:
        return outcome == CURLE_PARTIAL_FILE ? "the connection broke in the middle of the answer"
                                             : "the connection broke";
    case TransportFailure::too_large:
        return "the answer is larger than pg_social.max_response_size allows";
    case TransportFailure::deferred:
        return "deferred, a rate limit is reached";
    case TransportFailure::held:
        return "not sent, as nothing is to be called now";
    case TransportFailure::other:
        break;
    }
    return with_detail("no usable answer", curl_easy_strerror(outcome));
}

} // namespace social
