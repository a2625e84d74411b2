// Delivery: one mail on its way through a libcurl easy handle.
#pragma once

#include "core/http/curl_handles.hpp"
#include "core/http/curl_loop.hpp"
#include "core/mail/smtp.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace social {

class Delivery {
public:
    Delivery(std::string from, std::string to, std::string mail, SmtpClient::Handler handler);
    Delivery(const Delivery &) = delete;
    Delivery &operator=(const Delivery &) = delete;
    ~Delivery();

    // Ready to be added to the loop. Throws when the settings are unusable.
    void begin(CurlLoop &loop, const SmtpSettings &settings);
    CURL *handle() const noexcept { return handle_.get(); }
    MailOutcome outcome(CURLcode code) const;

    SmtpClient::Handler handler{};

private:
    static std::size_t give_mail(char *into, std::size_t, std::size_t room, void *self) noexcept;
    static std::size_t take_reply(char *line, std::size_t, std::size_t length, void *self) noexcept;
    static std::size_t drop(char *, std::size_t, std::size_t length, void *) noexcept { return length; }

    std::string from_;
    std::string to_;
    std::string mail_;
    std::size_t given_ = 0;
    std::array<char, 160> reply_{}; // the server's last line
    std::array<char, CURL_ERROR_SIZE> detail_{};
    HeaderList recipients_{};
    EasyHandle handle_{};
};

} // namespace social
