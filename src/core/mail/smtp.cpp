#include "core/mail/smtp.hpp"

#include "core/mail/delivery.hpp"
#include "core/mail/message.hpp"

#include <deque>
#include <exception>
#include <unordered_map>
#include <utility>
#include <vector>

namespace social {

namespace {

MailOutcome failed(MailResult result, std::string text) {
    return {.result = result, .reply_code = 0, .text = std::move(text)};
}

} // namespace

struct SmtpClient::State {
    struct Ended {
        Handler handler;
        MailOutcome outcome;
    };

    explicit State(SmtpSettings wanted) : settings(std::move(wanted)) {
        set_option(loop.multi(), CURLMOPT_MAX_HOST_CONNECTIONS, settings.max_connections);
        set_option(loop.multi(), CURLMOPT_MAXCONNECTS, settings.max_connections);
    }
    ~State() {
        SignalsBlocked blocked;
        for (auto &[handle, delivery] : running)
            loop.remove(handle, blocked);
    }

    void start_waiting(const SignalsBlocked &blocked);
    void move_deliveries();
    void deliver_outcomes();

    SmtpSettings settings;
    CurlLoop loop{};
    std::deque<std::unique_ptr<Delivery>> waiting{};
    std::unordered_map<CURL *, std::unique_ptr<Delivery>> running{};
    std::deque<Ended> ended{};
    std::vector<CurlLoop::Ended> just_ended{};
};

// Not more at once than there may be connections, so that no mail's time runs out while it waits for one.
void SmtpClient::State::start_waiting(const SignalsBlocked &blocked) {
    while (!waiting.empty() && running.size() < static_cast<std::size_t>(settings.max_connections)) {
        auto delivery = std::move(waiting.front());
        waiting.pop_front();
        try {
            delivery->begin(loop, settings);
            CURL *handle = delivery->handle();
            auto &kept = running[handle] = std::move(delivery);
            try {
                loop.add(handle, blocked);
            } catch (...) {
                delivery = std::move(kept);
                running.erase(handle);
                throw;
            }
        } catch (const std::exception &cause) {
            ended.push_back({std::move(delivery->handler),
                             failed(MailResult::misconfigured,
                                    std::string{"the mail could not be prepared: "} + cause.what())});
        }
    }
}

void SmtpClient::State::move_deliveries() {
    SignalsBlocked blocked;
    start_waiting(blocked);
    just_ended.clear();
    loop.advance(just_ended, blocked);
    for (const auto &[handle, code] : just_ended) {
        auto delivery = std::move(running.extract(handle).mapped());
        ended.push_back({std::move(delivery->handler), delivery->outcome(code)});
    }
}

void SmtpClient::State::deliver_outcomes() {
    for (auto count = ended.size(); count > 0 && !ended.empty(); --count) {
        Ended one = std::move(ended.front());
        ended.pop_front();
        one.handler(std::move(one.outcome));
    }
}

SmtpClient::SmtpClient(SmtpSettings settings) : state_(std::make_unique<State>(std::move(settings))) {}

SmtpClient::~SmtpClient() = default;

void SmtpClient::send(std::string from, std::string to, std::string mail, Handler handler) {
    if (!usable_address(from)) {
        state_->ended.push_back(
            {std::move(handler), failed(MailResult::misconfigured, "the sender's address is not usable")});
    } else if (!usable_address(to)) {
        state_->ended.push_back(
            {std::move(handler), failed(MailResult::refused, "the recipient's address is not usable")});
    } else {
        state_->waiting.push_back(
            std::make_unique<Delivery>(std::move(from), std::move(to), std::move(mail), std::move(handler)));
    }
}

int SmtpClient::epoll_fd() const noexcept {
    return state_->loop.epoll_fd();
}

std::optional<std::chrono::milliseconds> SmtpClient::patience() const noexcept {
    const bool may_start =
        !state_->waiting.empty() &&
        state_->running.size() < static_cast<std::size_t>(state_->settings.max_connections);
    if (may_start || !state_->ended.empty())
        return std::chrono::milliseconds{0};
    return state_->loop.patience();
}

void SmtpClient::advance() {
    state_->move_deliveries();
    state_->deliver_outcomes();
}

std::size_t SmtpClient::in_flight() const noexcept {
    return state_->waiting.size() + state_->running.size() + state_->ended.size();
}

void SmtpClient::cancel_all() {
    const auto cancelled = [this](Delivery &delivery) {
        state_->ended.push_back({std::move(delivery.handler),
                                 failed(MailResult::retry_later, "cancelled, the worker is stopping")});
    };
    {
        SignalsBlocked blocked;
        for (auto &[handle, delivery] : state_->running) {
            state_->loop.remove(handle, blocked);
            cancelled(*delivery);
        }
    }
    state_->running.clear();
    for (auto &delivery : std::exchange(state_->waiting, {}))
        cancelled(*delivery);
    state_->deliver_outcomes();
}

} // namespace social
