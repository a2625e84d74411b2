#include "fuzzed_platform.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char *>(data), size);
    social::fuzz::run(social::Platform::facebook, "", input);
    return 0;
}
