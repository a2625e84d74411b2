// Both of Instagram's logins; the first byte says which.
#include "fuzzed_platform.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char *>(data), size);
    if (!input.empty())
        social::fuzz::run(social::Platform::instagram, input[0] % 2 ? "facebook_login" : "instagram_login",
                          input.substr(1));
    return 0;
}
