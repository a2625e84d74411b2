// Secret: text that must not leak. It has no stream operator and no implicit conversion, and its bytes are
// overwritten when it goes.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace social {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view text) : text_(text) {}
    Secret(const Secret &) = default;
    Secret(Secret &&other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
    Secret &operator=(const Secret &other) {
        if (this != &other) {
            wipe();
            text_ = other.text_;
        }
        return *this;
    }
    Secret &operator=(Secret &&other) noexcept {
        if (this != &other) {
            wipe();
            text_ = std::move(other.text_);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    // The name is long so that a reviewer sees every place where the text comes out.
    const std::string &reveal() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }

private:
    void wipe() noexcept {
        // The buffer may be larger than the text: a moved-from short string keeps its characters in place.
        text_.resize(text_.capacity());
        explicit_bzero(text_.data(), text_.size());
        text_.clear();
    }
    std::string text_;
};

} // namespace social
