// Outbox: sends the mails of social_media_notifications. The first sync worker of a database drives it from
// its event loop. A mail leaves the outbox, committed, before the mail server hears of it, so that it is sent
// once at most; what happened to it is recorded in a transaction of its own.
#pragma once

#include "core/clock.hpp"
#include "core/mail/smtp.hpp"
#include "core/secret.hpp"
#include "pg/outbox_mails.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace social::pg {

class Outbox {
public:
    explicit Outbox(const Clock &clock);
    ~Outbox();
    Outbox(const Outbox &) = delete;
    Outbox &operator=(const Outbox &) = delete;

    // Does what can be done without waiting: moves what is being sent, records what ended, claims what is
    // due. Without `may_send` mails that have not gone yet are put back instead.
    void turn(bool may_send);
    // Whether its owner, before it leaves, should wait for it. A mail server that owes an answer is not
    // waited for for long.
    bool busy() const;
    // Somebody woke the worker: mails may have been written.
    void look_soon();
    // Settings, not always ours, may have changed.
    void reconfigure();
    // Readable when turn() has something to do. Stays the same for the life of the outbox.
    int epoll_fd() const noexcept { return epoll_; }
    // How long the owner may wait at most.
    std::chrono::milliseconds patience(bool may_send) const;

private:
    // Looks are paced by a clock that nobody moves.
    using Steady = std::chrono::steady_clock;
    struct Ended {
        std::string mail;
        std::string outcome;
        std::string error;
    };
    // What decides whether, whereto and how mails go, and what they say of us.
    struct MadeWith {
        bool may_send = false;
        std::string url, user;
        Secret password;
        std::string ca_file, ca_file_state, from_email, web_url;
        std::string problem; // with the file of the password
        bool operator==(const MadeWith &other) const;
    };

    bool configured() const;
    bool paused() const;
    bool full() const;
    bool in_flight() const;
    MadeWith settings_now() const;
    bool open_client();
    void retire_client();
    void move_clients();
    void put_back(bool may_send);
    void claim();
    void send(const OutboxMail &mail);
    void ended(const std::string &mail, const MailOutcome &outcome, bool by_retired);
    void record();
    void server_failed(const std::string &why);
    void explain();

    const Clock &clock_;
    OutboxMails mails_;
    int epoll_ = -1;
    std::unique_ptr<SmtpClient> client_;
    MadeWith made_with_; // the client
    // Made from settings that have changed since: what they have handed over is still answered.
    std::vector<std::unique_ptr<SmtpClient>> retired_;
    std::optional<Steady::time_point> held_since_; // since when nothing may be sent
    std::vector<Ended> ended_;
    Steady::time_point record_at_{};               // put off while somebody holds a row, and after an error
    std::chrono::milliseconds record_pause_{1000}; // after the next error
    Steady::time_point look_at_{};
    Steady::time_point looked_at_{};
    std::chrono::seconds pause_{0}; // of the mail server, doubling while it fails
    Instant paused_until_{};
    std::optional<Steady::time_point> last_sent_; // with these settings
    std::string complaint_;                       // said once
    bool unexplained_ = false;                    // mails may wait that do not tell of the complaint
    Steady::time_point explain_at_{};
};

} // namespace social::pg
