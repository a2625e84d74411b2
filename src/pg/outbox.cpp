#include "pg/outbox.hpp"

#include "pg/guard.hpp"
#include "pg/outbox_message.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"

#include <cstring>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

namespace social::pg {

namespace {

using namespace std::chrono_literals;

constexpr int kConnections = 4;
constexpr int kMostClaimed = 16; // more than connections, so that these have a next mail at hand
constexpr auto kSafetyPoll = 60s;
constexpr auto kAfterAnError = 30s; // of our own SQL
constexpr std::chrono::milliseconds kWhileLocked = 1s;
constexpr auto kBetweenLooks = 200ms; // wake-ups come for many reasons
constexpr auto kBetweenNotes = 5s;
constexpr std::chrono::milliseconds kAnswerOnLeaving = 1min; // callers may be waiting for the next worker
constexpr std::chrono::seconds kShortestPause = 60s, kLongestPause = 15min;

bool set(const char *setting) {
    return setting && *setting;
}

// The password alone on the first line of a file that nobody else can read.
Secret read_password(const char *path, std::string &problem) {
    std::string text(1024, '\0');
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat file {};
    if (fd < 0 || fstat(fd, &file) != 0)
        problem =
            std::string("cannot read \"") + path + "\" (pg_social.smtp_password_file): " + strerror(errno);
    else if (!S_ISREG(file.st_mode) || (file.st_mode & (S_IRWXG | S_IRWXO)))
        problem = std::string("\"") + path +
                  "\" (pg_social.smtp_password_file) must be a regular file of mode 0600";
    auto size = problem.empty() ? read(fd, text.data(), text.size()) : 0;
    if (fd >= 0)
        close(fd);
    std::string_view line(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    Secret password{line.substr(0, line.find_first_of("\r\n"))};
    explicit_bzero(text.data(), text.size());
    if (problem.empty() && password.empty())
        problem = std::string("\"") + path + "\" (pg_social.smtp_password_file) is empty";
    return password;
}

// Changes when the file is replaced or written: what libcurl has read of certificates it keeps for a day.
std::string state_of(const std::string &path) {
    struct stat file {};
    if (path.empty() || stat(path.c_str(), &file) != 0)
        return {};
    std::string state;
    for (auto part : {static_cast<long>(file.st_ino), static_cast<long>(file.st_size),
                      static_cast<long>(file.st_mtim.tv_sec), static_cast<long>(file.st_mtim.tv_nsec)})
        state += std::to_string(part) + ' ';
    return state;
}

// By what it says of the mail alone.
const char *recorded_as(const MailOutcome &outcome) {
    if (outcome.answer_lost)
        return "unknown";
    switch (outcome.result) {
    case MailResult::sent:
        return "sent";
    case MailResult::refused:
        return "refused";
    case MailResult::retry_later:
        // One at which the connection always breaks must not be tried for ever.
        if (!outcome.under_way)
            break;
        return "put_off";
    case MailResult::put_off:
        return "put_off";
    case MailResult::withdrawn:
        return "handed_back";
    case MailResult::misconfigured:
        break;
    }
    return "server_unavailable";
}

} // namespace

Outbox::Outbox(const Clock &clock) : clock_(clock), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0)
        throw std::runtime_error(std::string("epoll_create1: ") + strerror(errno));
}

Outbox::~Outbox() {
    if (epoll_ >= 0)
        close(epoll_);
}

void Outbox::turn(bool may_send) {
    put_back(may_send);
    move_clients();
    if (!ended_.empty() && Steady::now() >= record_at_)
        record();
    if (!may_send || !configured())
        return;
    if (!full() && Steady::now() >= look_at_ && !paused())
        claim();
    if (unexplained_ && Steady::now() >= explain_at_ && paused())
        explain();
}

void Outbox::put_back(bool may_send) {
    if (may_send)
        held_since_.reset();
    else if (!held_since_)
        held_since_ = Steady::now();
    if (!may_send && client_)
        client_->withdraw();
}

void Outbox::move_clients() {
    if (client_)
        client_->advance();
    for (const auto &client : retired_)
        client->advance();
    std::erase_if(retired_, [](const auto &client) { return client->in_flight() == 0; });
}

bool Outbox::in_flight() const {
    return !retired_.empty() || (client_ && client_->in_flight() > 0);
}

bool Outbox::busy() const {
    return !ended_.empty() ||
           (in_flight() && !(held_since_ && Steady::now() - *held_since_ >= kAnswerOnLeaving));
}

void Outbox::look_soon() {
    look_at_ = std::min(look_at_, looked_at_ + kBetweenLooks);
    unexplained_ = true;
}

// What a mail server has in hand stays there when other settings were changed: reloads that come faster than
// it greets would keep all mails from it.
void Outbox::reconfigure() {
    if (client_ && !(made_with_ == settings_now()))
        retire_client();
    pause_ = 0s;
    paused_until_ = Instant{};
    look_at_ = {};
    complaint_.clear();
}

void Outbox::retire_client() {
    if (!client_)
        return;
    client_->withdraw();
    retired_.push_back(std::move(client_));
    last_sent_.reset();
}

// Claims come in batches.
bool Outbox::full() const {
    return client_ && client_->in_flight() > static_cast<std::size_t>(kMostClaimed / 2);
}

// A clock that was put back does not make a pause longer.
bool Outbox::paused() const {
    auto left = paused_until_ - clock_.now();
    return left > 0s && left <= pause_;
}

std::chrono::milliseconds Outbox::patience(bool may_send) const {
    std::chrono::milliseconds patience = kSafetyPoll;
    if (!ended_.empty())
        patience = std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(record_at_ - Steady::now()));
    const auto no_longer_than = [&patience](const SmtpClient &client) {
        patience = std::min(patience, client.patience().value_or(patience));
    };
    if (client_)
        no_longer_than(*client_);
    for (const auto &client : retired_)
        no_longer_than(*client);
    if (held_since_ && in_flight() && busy())
        patience = std::clamp(
            std::chrono::ceil<std::chrono::milliseconds>(*held_since_ + kAnswerOnLeaving - Steady::now()),
            0ms, patience);
    if (full() || !may_send || !configured())
        return patience;
    auto until = std::chrono::ceil<std::chrono::milliseconds>(look_at_ - Steady::now());
    if (paused()) {
        until = std::max(until, std::chrono::ceil<std::chrono::milliseconds>(paused_until_ - clock_.now()));
        if (unexplained_)
            until =
                std::min(until, std::chrono::ceil<std::chrono::milliseconds>(explain_at_ - Steady::now()));
    }
    return std::clamp(until, 0ms, patience);
}

bool Outbox::configured() const {
    return settings.enabled && set(settings.smtp_url) && set(settings.from_email);
}

Outbox::MadeWith Outbox::settings_now() const {
    const auto text = [](const char *setting) { return std::string(setting ? setting : ""); };
    MadeWith now;
    now.may_send = configured();
    now.url = text(settings.smtp_url);
    now.user = text(settings.smtp_user);
    now.ca_file = text(settings.ca_file);
    now.ca_file_state = state_of(now.ca_file);
    now.from_email = text(settings.from_email);
    now.web_url = text(settings.web_url);
    if (set(settings.smtp_password_file))
        now.password = read_password(settings.smtp_password_file, now.problem);
    return now;
}

bool Outbox::MadeWith::operator==(const MadeWith &other) const {
    const auto all = [](const MadeWith &one) {
        return std::tie(one.may_send, one.url, one.user, one.password.reveal(), one.ca_file,
                        one.ca_file_state, one.from_email, one.web_url, one.problem);
    };
    return all(*this) == all(other);
}

bool Outbox::open_client() {
    if (client_)
        return true;
    made_with_ = settings_now();
    if (!made_with_.problem.empty()) {
        server_failed(made_with_.problem);
        return false;
    }
    SmtpSettings smtp;
    smtp.url = made_with_.url;
    smtp.user = made_with_.user;
    smtp.password = made_with_.password;
    smtp.ca_file = made_with_.ca_file;
    smtp.max_connections = kConnections;
    client_ = std::make_unique<SmtpClient>(std::move(smtp));
    epoll_event event{};
    event.events = EPOLLIN;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, client_->epoll_fd(), &event) != 0)
        throw std::runtime_error(std::string("epoll_ctl: ") + strerror(errno));
    return true;
}

void Outbox::claim() {
    looked_at_ = Steady::now();
    look_at_ = looked_at_ + kAfterAnError;
    if (!open_client())
        return;
    auto room = kMostClaimed - static_cast<int>(client_->in_flight());
    std::vector<OutboxMail> mails;
    auto wait = std::chrono::milliseconds{kSafetyPoll};
    {
        WorkTransaction transaction("claiming mails that are due");
        bool refused = !mails_.refusal().empty();
        if (!refused)
            mails = mails_.claim(room);
        // One that is due and was not claimed is locked by somebody.
        if (auto due = refused ? std::nullopt : mails_.next_due())
            wait = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*due - clock_.now()),
                              mails.empty() ? kWhileLocked : 0ms, wait);
        // A claim that a crash undoes is a mail sent twice.
        if (mails.empty())
            transaction.commit();
        else
            transaction.commit_durably();
    }
    look_at_ = looked_at_ + wait;
    for (const auto &mail : mails)
        send(mail);
    if (!mails.empty())
        client_->advance();
}

void Outbox::send(const OutboxMail &mail) {
    if (!usable_address(mail.address)) {
        ended_.push_back({mail.id, "refused", "the recipient's address is not usable"});
        return;
    }
    try {
        auto message = message_of(mail, clock_.now());
        auto built = build_mail(message);
        if (!built) { // for a setting, so that all others would fail alike
            ended_.push_back({mail.id, "server_unavailable", built.error().message});
            server_failed(built.error().message);
            return;
        }
        client_->send(message.from.address, mail.address, std::move(built.value()),
                      [this, id = mail.id, client = client_.get()](const MailOutcome &outcome) {
                          ended(id, outcome, client != client_.get());
                      });
    } catch (const std::exception &error) {
        ended_.push_back({mail.id, "put_off", std::string("the mail could not be written: ") + error.what()});
    }
}

void Outbox::ended(const std::string &mail, const MailOutcome &outcome, bool by_retired) {
    std::string recorded = recorded_as(outcome);
    const bool is_server_trouble = !outcome.answer_lost && (outcome.result == MailResult::misconfigured ||
                                                            outcome.result == MailResult::retry_later);
    if (by_retired) {
        // Of the server that is asked now nothing is learned.
        if (recorded == "server_unavailable")
            recorded = "handed_back";
    } else if (outcome.result == MailResult::sent) {
        pause_ = 0s;
        complaint_.clear();
        last_sent_ = Steady::now();
    } else if (is_server_trouble) {
        // A server that took another mail a moment ago accepts us: what it has against this one must not stop
        // the others. That it lets nobody in, or no sender, is about all of them.
        if (outcome.under_way && last_sent_ && Steady::now() - *last_sent_ < kLongestPause)
            recorded = "put_off";
        else
            server_failed(outcome.text);
    }
    ended_.push_back({mail, std::move(recorded), outcome.text});
}

void Outbox::server_failed(const std::string &why) {
    auto now = clock_.now();
    unexplained_ = true;
    if (!paused()) {
        pause_ = std::clamp(pause_ * 2, kShortestPause, kLongestPause);
        paused_until_ = now + pause_;
    }
    if (complaint_ != why)
        write_log(LOG, "pg_social cannot send mails: " + why,
                  "Look at pg_social.smtp_url, smtp_user, smtp_password_file, from_email and web_url. Mails "
                  "wait in "
                  "social.social_media_notifications.");
    complaint_ = why;
}

// Most of the mails that a server keeps waiting were never handed to it. Operators read of each why it waits.
void Outbox::explain() {
    unexplained_ = false;
    explain_at_ = Steady::now() + kBetweenNotes;
    WorkTransaction transaction("telling why mails wait");
    mails_.explain(complaint_);
    transaction.commit();
}

void Outbox::record() {
    // Unless it comes to its end. Whoever is held up waits for little else.
    record_at_ = Steady::now() + (held_since_ ? kWhileLocked : record_pause_);
    record_pause_ = std::min<std::chrono::milliseconds>(2 * record_pause_, kAfterAnError);
    WorkTransaction transaction("recording what became of mails");
    std::vector<Ended> held;
    for (const auto &one : ended_)
        if (!mails_.record(one.mail, one.outcome, one.error,
                           one.outcome == "server_unavailable" ? std::optional{paused_until_} : std::nullopt))
            held.push_back(one);
    transaction.commit();
    record_pause_ = kWhileLocked;
    ended_ = std::move(held);
    record_at_ = ended_.empty() ? Steady::time_point{} : Steady::now() + kWhileLocked;
    look_at_ = std::min(look_at_, Steady::now());
}

} // namespace social::pg
