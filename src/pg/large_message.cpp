#include "pg/large_message.hpp"

#include "pg/guard.hpp"

namespace social::pg {

dsm_segment *put_large_request(const char *bytes, std::size_t size) {
    auto *segment = dsm_create(size, 0);
    memcpy(dsm_segment_address(segment), bytes, size);
    return segment;
}

void take_back_large_request(dsm_segment *segment) {
    dsm_detach(segment);
}

char *collect_large_reply(dsm_handle handle, std::size_t size) {
    auto *segment = dsm_attach(handle);
    if (!segment)
        elog(ERROR, "the answer of a sync worker has gone");
    // From here on it goes with this process.
    dsm_unpin_segment(handle);
    auto *copy = static_cast<char *>(MemoryContextAllocHuge(CurrentMemoryContext, size + 1));
    memcpy(copy, dsm_segment_address(segment), size);
    copy[size] = '\0';
    dsm_detach(segment);
    return copy;
}

std::string take_large_request(dsm_handle handle, std::size_t size) {
    std::string request(size, '\0');
    bool taken = call([&]() noexcept {
        auto *segment = dsm_attach(handle);
        if (!segment)
            return false;
        memcpy(request.data(), dsm_segment_address(segment), size);
        explicit_bzero(dsm_segment_address(segment), size);
        dsm_detach(segment);
        return true;
    });
    if (!taken)
        request.clear();
    return request;
}

dsm_handle put_large_reply(std::string_view bytes) {
    return call([&]() noexcept {
        auto *segment = dsm_create(bytes.size(), 0);
        memcpy(dsm_segment_address(segment), bytes.data(), bytes.size());
        dsm_pin_segment(segment);
        auto handle = dsm_segment_handle(segment);
        dsm_detach(segment);
        return handle;
    });
}

void drop_large_reply(dsm_handle handle) {
    dsm_unpin_segment(handle);
}

} // namespace social::pg
