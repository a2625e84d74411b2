// SmtpClient: hands mails to a mail server without waiting, driven like an HttpClient (http/client.hpp): its
// owner waits on epoll_fd() for at most patience(), then calls advance().
#pragma once

#include "core/secret.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace social {

enum class Starttls : std::uint8_t {
    unless_loopback, // required, but for a server on this machine, where it is not asked for
    required,
    never,
};

struct SmtpSettings {
    std::string url{}; // smtp://host:587 or smtps://host
    std::string user{};
    Secret password{};
    Starttls starttls = Starttls::unless_loopback;
    std::string ca_file{}; // empty: the system's
    long max_connections = 4;
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds timeout{60'000}; // of connecting, and of each answer
};

enum class MailResult : std::uint8_t {
    sent,          // the server has taken it over
    put_off,       // this mail was refused for now: a reply 4xx to it
    refused,       // this mail or its recipient was refused for good: a reply 5xx
    retry_later,   // the server cannot be reached, or takes no mail for now
    misconfigured, // the server refuses us: login, TLS, sender, or the settings make no sense
};

struct MailOutcome {
    MailResult result = MailResult::retry_later;
    int reply_code = 0; // the server's last, 0 when it said nothing
    std::string text{}; // for people
    // The whole mail was handed over and no reply came: the server may have taken it.
    bool answer_lost = false;
};

class SmtpClient {
public:
    using Handler = std::function<void(MailOutcome)>;

    explicit SmtpClient(SmtpSettings settings);
    // Drops what is under way without calling its handlers, and without waiting.
    ~SmtpClient();
    SmtpClient(const SmtpClient &) = delete;
    SmtpClient &operator=(const SmtpClient &) = delete;

    // `mail` as build_mail() makes it. `handler` is called exactly once, from inside advance() or
    // cancel_all().
    void send(std::string from, std::string to, std::string mail, Handler handler);

    int epoll_fd() const noexcept;
    std::optional<std::chrono::milliseconds> patience() const noexcept;
    void advance();

    std::size_t in_flight() const noexcept;
    // Ends all with MailResult::retry_later. A mail may have been sent all the same.
    void cancel_all();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace social
