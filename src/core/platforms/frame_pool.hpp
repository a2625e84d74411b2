// FramePool: memory of coroutine frames, kept for the next of about the same size. The allocator of the C
// library is slow with blocks beyond a kilobyte, and an account needs half a dozen of them at each sync.
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace social {

class FramePool {
public:
    FramePool() = default;
    ~FramePool() {
        for (auto &kept : kept_)
            while (kept.first != nullptr)
                ::operator delete(pop(kept));
    }
    FramePool(const FramePool &) = delete;
    FramePool &operator=(const FramePool &) = delete;

    static FramePool &of_thread() {
        thread_local FramePool pool;
        return pool;
    }

    void *take(std::size_t size) {
        const std::size_t step = step_of(size);
        if (step >= kSteps)
            return ::operator new(size);
        Kept &kept = kept_[step];
        return kept.first != nullptr ? pop(kept) : ::operator new((step + 1) * kStep);
    }

    // `size` as it was asked for.
    void give_back(void *frame, std::size_t size) noexcept {
        const std::size_t step = step_of(size);
        if (step >= kSteps || kept_[step].count == kMost)
            return ::operator delete(frame);
        kept_[step].first = new (frame) Link{kept_[step].first};
        ++kept_[step].count;
    }

private:
    static constexpr std::size_t kStep = 512; // bytes
    static constexpr std::size_t kSteps = 16; // larger ones are not kept
#if defined(__SANITIZE_ADDRESS__)
    static constexpr std::size_t kMost = 0; // so that the sanitizer sees a frame that is used after its end
#else
    static constexpr std::size_t kMost = 256; // of one size
#endif

    struct Link {
        Link *next;
    };
    struct Kept {
        Link *first = nullptr;
        std::size_t count = 0;
    };

    static std::size_t step_of(std::size_t size) { return (size - 1) / kStep; }
    static void *pop(Kept &kept) {
        Link *link = kept.first;
        kept.first = link->next;
        --kept.count;
        return link;
    }

    std::array<Kept, kSteps> kept_{};
};

} // namespace social
