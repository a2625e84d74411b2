// What a libcurl outcome means to us, and how to say it without the URL.
#pragma once

#include "core/http/message.hpp"

#include <curl/curl.h>
#include <string>
#include <string_view>

namespace social {

// `detail` is libcurl's own error text; only its beginning is looked at, to tell which phase ran out of time.
TransportFailure classify(CURLcode outcome, std::string_view detail);

// For people. `detail` is quoted only where libcurl writes nothing but the host into it.
std::string describe_failure(TransportFailure failure, CURLcode outcome, std::string_view detail);

} // namespace social
