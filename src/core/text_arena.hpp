// TextArena: the texts of many small things in a few blocks, which cost one allocation each and go away
// together. KeptText: a text that stays where it is.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace social {

// A view that is made by an arena or of a literal, and of nothing else: what holds one cannot come to refer
// to a string that is gone. It lives as long as its arena, so the two travel in one object.
class KeptText {
public:
    constexpr KeptText() noexcept = default;
    consteval KeptText(const char *literal) noexcept : text_(literal) {}

    constexpr operator std::string_view() const noexcept { return text_; }
    constexpr const char *data() const noexcept { return text_.data(); }
    constexpr std::size_t size() const noexcept { return text_.size(); }
    constexpr bool empty() const noexcept { return text_.empty(); }
    friend constexpr bool operator==(KeptText a, KeptText b) noexcept { return a.text_ == b.text_; }
    template <std::convertible_to<std::string_view> Text>
    friend constexpr bool operator==(KeptText a, const Text &b) noexcept {
        return a.text_ == std::string_view(b);
    }

private:
    friend class TextArena;
    constexpr explicit KeptText(std::string_view kept) noexcept : text_(kept) {}
    std::string_view text_ = "";
};

// Texts are added and never change; moving the arena leaves them where they are.
class TextArena {
public:
    TextArena() = default;
    TextArena(TextArena &&other) noexcept { *this = std::move(other); }
    TextArena &operator=(TextArena &&other) noexcept {
        blocks_ = std::exchange(other.blocks_, {});
        next_ = std::exchange(other.next_, nullptr);
        left_ = std::exchange(other.left_, 0);
        return *this;
    }
    TextArena(const TextArena &) = delete;
    TextArena &operator=(const TextArena &) = delete;

    // What a block holds: the texts of most accounts' posts fit into one or two.
    static constexpr std::size_t kBlock = 8 * 1024; // bytes

    KeptText keep(std::string_view text) {
        if (text.empty())
            return {};
        char *place = text.size() <= left_ ? next_ : room_for(text.size());
        std::memcpy(place, text.data(), text.size());
        if (place == next_) {
            next_ += text.size();
            left_ -= text.size();
        }
        return KeptText{std::string_view(place, text.size())};
    }

private:
    // Large texts have a block each, so that what is left of the last one is not given up for them.
    char *room_for(std::size_t size) {
        bool alone = size > kBlock / 2;
        auto &block = blocks_.emplace_back(std::make_unique_for_overwrite<char[]>(alone ? size : kBlock));
        if (!alone) {
            next_ = block.get();
            left_ = kBlock;
        }
        return block.get();
    }

    std::vector<std::unique_ptr<char[]>> blocks_{};
    char *next_ = nullptr;
    std::size_t left_ = 0;
};

} // namespace social
