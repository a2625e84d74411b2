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

// How long each step may take: what RFC 5321 (4.5.3.2) asks clients to wait at least. Whoever hangs up sooner
// never gets a mail to a server that looks into sender and content meanwhile, and after the last dot does not
// hear that it has taken the mail.
struct SmtpPatience {
    std::chrono::milliseconds connecting{std::chrono::minutes{5}}; // name, TCP, greeting, TLS, login in all
    std::chrono::milliseconds mail{std::chrono::minutes{5}};
    std::chrono::milliseconds rcpt{std::chrono::minutes{5}};
    std::chrono::milliseconds data{std::chrono::minutes{2}};
    std::chrono::milliseconds text{std::chrono::minutes{3}}; // without the server's taking any of it
    std::chrono::milliseconds end{std::chrono::minutes{10}}; // after the last dot
};

struct SmtpSettings {
    std::string url{}; // smtp://host:587 or smtps://host
    std::string user{};
    Secret password{};
    Starttls starttls = Starttls::unless_loopback;
    std::string ca_file{}; // empty: the system's
    long max_connections = 4;
    SmtpPatience patience{};
};

enum class MailResult : std::uint8_t {
    sent,          // the server has taken it over
    put_off,       // this mail was refused for now: a reply 4xx to it
    refused,       // this mail or its recipient was refused for good: a reply 5xx
    retry_later,   // the server cannot be reached, or takes no mail for now
    misconfigured, // the server refuses us: login, TLS, sender, or the settings make no sense
    withdrawn,     // taken back before the server had any of it
};

struct MailOutcome {
    MailResult result = MailResult::retry_later;
    int reply_code = 0; // the server's last, 0 when it said nothing
    std::string text{}; // for people
    // The server had heard whom the mail is for: what ended the connection may be this mail.
    bool under_way = false;
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

    // `mail` as build_mail() makes it. `handler` is called exactly once, from inside advance().
    void send(std::string from, std::string to, std::string mail, Handler handler);

    int epoll_fd() const noexcept;
    std::optional<std::chrono::milliseconds> patience() const noexcept;
    void advance();

    std::size_t in_flight() const noexcept;
    // Ends those with MailResult::withdrawn of which the server has no text yet. The others end as they
    // would.
    void withdraw();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace social
