#include "core/mail/smtp.hpp"

#include "core/mail/message.hpp"
#include "core/mail/session.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <utility>
#include <vector>

namespace social {

namespace {

using std::chrono::steady_clock;

MailOutcome failed(MailResult result, std::string text) {
    return {.result = result, .reply_code = 0, .text = std::move(text)};
}

} // namespace

struct SmtpClient::State {
    struct Ended {
        Handler handler;
        MailOutcome outcome;
    };

    explicit State(SmtpSettings wanted) : settings(std::move(wanted)) {}

    // The first alone: what keeps it out keeps out all, and providers lock an account after a few logins with
    // a wrong password.
    bool may_open() const {
        return !waiting.empty() && (sessions.empty() || let_in) &&
               sessions.size() < static_cast<std::size_t>(settings.max_connections);
    }
    void open_sessions(const SignalsBlocked &blocked);
    void move_sessions();
    bool move(MailSession &session);
    void end_mail(MailSession &session);
    void stop_others();
    void deliver();

    const SmtpSettings settings;
    CurlLoop loop{};
    std::deque<QueuedMail> waiting{};
    std::vector<std::unique_ptr<MailSession>> sessions{};
    std::deque<Ended> ended{};
    std::vector<CurlLoop::Ended> just_ended{};
    bool let_in = false;                     // by the server, since there was nothing to do or it failed
    std::optional<MailOutcome> not_let_in{}; // why a session has just failed to begin
};

void SmtpClient::State::open_sessions(const SignalsBlocked &blocked) {
    while (may_open()) {
        QueuedMail mail = std::move(waiting.front());
        waiting.pop_front();
        try {
            sessions.push_back(std::make_unique<MailSession>(loop, settings, mail, blocked));
        } catch (const std::exception &cause) {
            ended.push_back({std::move(mail.handler),
                             failed(MailResult::misconfigured,
                                    std::string{"the mail could not be prepared: "} + cause.what())});
        }
    }
}

void SmtpClient::State::end_mail(MailSession &session) {
    if (!session.was_let_in())
        not_let_in = session.outcome();
    // Servers end a connection after so many mails, or so much time: the next mail is owed another one.
    if (session.worn_out())
        waiting.push_front(std::move(session.mail()));
    else
        ended.push_back({std::move(session.mail().handler), session.outcome()});
}

// Where a session could not begin, those that wait would each try the same once more.
void SmtpClient::State::stop_others() {
    if (!not_let_in)
        return;
    const MailOutcome outcome = *std::exchange(not_let_in, std::nullopt);
    const auto stop = [this, &outcome](QueuedMail &mail) {
        ended.push_back({std::move(mail.handler), outcome});
    };
    const bool for_good = outcome.result == MailResult::misconfigured;
    if (for_good)
        std::erase_if(sessions, [&stop](const auto &session) {
            if (session->connecting())
                stop(session->mail());
            return session->connecting();
        });
    // A server may only allow fewer connections at once: those that it has go on.
    if (for_good || sessions.empty()) {
        std::for_each(waiting.begin(), waiting.end(), stop);
        waiting.clear();
    }
    let_in = false;
}

// False when the session is over.
bool SmtpClient::State::move(MailSession &session) {
    // Before its time is looked at: the answer may have come while the owner was held up.
    while (!session.connecting() && !session.talk()) {
        end_mail(session);
        if (session.outcome().result != MailResult::sent || waiting.empty()) {
            session.quit();
            return false;
        }
        session.next(std::move(waiting.front()));
        waiting.pop_front();
    }
    if (session.deadline() <= steady_clock::now()) {
        session.expire();
        end_mail(session);
        return false;
    }
    return true;
}

void SmtpClient::State::move_sessions() {
    SignalsBlocked blocked;
    open_sessions(blocked);
    just_ended.clear();
    loop.advance(just_ended, blocked);
    for (const auto &[handle, code] : just_ended) {
        const auto found =
            std::find_if(sessions.begin(), sessions.end(),
                         [handle = handle](const auto &session) { return session->handle() == handle; });
        if (found == sessions.end())
            continue;
        if ((*found)->connected(code)) {
            let_in = true;
            continue;
        }
        end_mail(**found);
        sessions.erase(found);
    }
    std::erase_if(sessions, [this](const auto &session) { return !move(*session); });
    stop_others();
    let_in = let_in && !(sessions.empty() && waiting.empty());
}

void SmtpClient::State::deliver() {
    for (auto count = ended.size(); count > 0 && !ended.empty(); --count) {
        Ended one = std::move(ended.front());
        ended.pop_front();
        one.handler(std::move(one.outcome));
    }
}

SmtpClient::SmtpClient(SmtpSettings settings) : state_(std::make_unique<State>(std::move(settings))) {}

SmtpClient::~SmtpClient() = default;

void SmtpClient::send(std::string from, std::string to, std::string mail, Handler handler) {
    if (!usable_address(from))
        state_->ended.push_back(
            {std::move(handler), failed(MailResult::misconfigured, "the sender's address is not usable")});
    else if (!usable_address(to))
        state_->ended.push_back(
            {std::move(handler), failed(MailResult::refused, "the recipient's address is not usable")});
    else
        state_->waiting.push_back({std::move(from), std::move(to), std::move(mail), std::move(handler)});
}

int SmtpClient::epoll_fd() const noexcept {
    return state_->loop.epoll_fd();
}

std::optional<std::chrono::milliseconds> SmtpClient::patience() const noexcept {
    using std::chrono::milliseconds;
    if (state_->may_open() || !state_->ended.empty())
        return milliseconds{0};
    auto patience = state_->loop.patience();
    const auto now = steady_clock::now();
    for (const auto &session : state_->sessions) {
        const auto left =
            std::max(std::chrono::ceil<milliseconds>(session->deadline() - now), milliseconds{0});
        patience = std::min(patience.value_or(left), left);
    }
    return patience;
}

void SmtpClient::advance() {
    state_->move_sessions();
    state_->deliver();
}

std::size_t SmtpClient::in_flight() const noexcept {
    return state_->waiting.size() + state_->sessions.size() + state_->ended.size();
}

void SmtpClient::withdraw() {
    const auto take_back = [this](QueuedMail &mail) {
        state_->ended.push_back({std::move(mail.handler), failed(MailResult::withdrawn, "withdrawn")});
    };
    std::erase_if(state_->sessions, [&take_back](const auto &session) {
        if (session->text_begun())
            return false;
        take_back(session->mail());
        return true;
    });
    for (QueuedMail &mail : state_->waiting)
        take_back(mail);
    state_->waiting.clear();
}

} // namespace social
