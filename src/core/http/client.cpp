#include "core/http/client.hpp"

#include "core/http/curl_loop.hpp"
#include "core/http/failure.hpp"
#include "core/http/transfer.hpp"

#include <deque>
#include <exception>
#include <utility>
#include <vector>

namespace social {

namespace {

// Easy handles kept for reuse; each holds some 20 KB.
constexpr std::size_t kIdleTransfers = 256;
// Connections to all hosts together, as a multiple of those to one.
constexpr long kHosts = 4;

HttpResponse failed(TransportFailure failure, std::string text) {
    HttpResponse response;
    response.failure = failure;
    response.failure_text = std::move(text);
    return response;
}

} // namespace

struct HttpClient::State {
    enum class Stage : std::uint8_t { free, waiting, running, ended };

    // A request from send() to its handler. Slots are used again; `serial` tells their uses apart, so that a
    // ticket of an earlier use finds nothing.
    struct Slot {
        std::uint32_t index = 0;
        std::uint32_t serial = 0;
        Stage stage = Stage::free;
        HttpRequest request{};
        HttpResponse response{};
        Handler handler{};
        std::unique_ptr<Transfer> transfer{};
    };

    explicit State(HttpLimits wanted);
    ~State();

    void apply(HttpLimits wanted);
    Slot &take_slot();
    void free_slot(Slot &slot) noexcept;
    Slot *find(Ticket ticket) noexcept;
    std::unique_ptr<Transfer> take_transfer();
    void keep_transfer(std::unique_ptr<Transfer> transfer) noexcept;

    void move_transfers();
    void start(Slot &slot, const SignalsBlocked &blocked);
    void end(Slot &slot, HttpResponse response);
    void deliver();

    HttpLimits limits{};
    unsigned limits_version = 0;
    BodyBudget bodies{};
    CurlLoop loop{};
    std::vector<std::unique_ptr<Transfer>> idle{};
    std::deque<Slot> slots{}; // a deque, since handlers may send while a slot is looked at
    std::vector<std::uint32_t> free_slots{};
    std::deque<Ticket> waiting{};
    std::deque<Ticket> ended{};
    std::vector<CurlLoop::Ended> just_ended{};
    std::size_t running = 0;
};

namespace {

using Ticket = HttpClient::Ticket;

Ticket ticket_of(std::uint32_t serial, std::uint32_t index) {
    return Ticket{serial} << 32 | index;
}

} // namespace

HttpClient::State::State(HttpLimits wanted) {
    idle.reserve(kIdleTransfers); // so that keep_transfer() never allocates
    apply(std::move(wanted));
}

HttpClient::State::~State() {
    SignalsBlocked blocked;
    for (Slot &slot : slots)
        if (slot.stage == Stage::running)
            loop.remove(slot.transfer->handle(), blocked);
}

void HttpClient::State::apply(HttpLimits wanted) {
    limits = std::move(wanted);
    ++limits_version;
    idle.clear();
    bodies.limit = limits.max_bodies_total;
    const long all_hosts = limits.max_connections_per_host * kHosts;
    set_option(loop.multi(), CURLMOPT_MAX_HOST_CONNECTIONS, limits.max_connections_per_host);
    set_option(loop.multi(), CURLMOPT_MAX_TOTAL_CONNECTIONS, all_hosts);
    // By default the cache shrinks with the number of transfers and closes connections at every lull.
    set_option(loop.multi(), CURLMOPT_MAXCONNECTS, all_hosts);
}

HttpClient::State::Slot &HttpClient::State::take_slot() {
    if (free_slots.empty()) {
        const auto index = static_cast<std::uint32_t>(slots.size());
        Slot &slot = slots.emplace_back();
        slot.index = index;
        free_slots.reserve(slots.size()); // so that free_slot() never allocates
        return slot;
    }
    Slot &slot = slots[free_slots.back()];
    free_slots.pop_back();
    return slot;
}

void HttpClient::State::free_slot(Slot &slot) noexcept {
    slot.stage = Stage::free;
    ++slot.serial;
    slot.request = HttpRequest{};
    slot.response = HttpResponse{};
    slot.handler = nullptr;
    free_slots.push_back(slot.index);
}

HttpClient::State::Slot *HttpClient::State::find(Ticket ticket) noexcept {
    const auto index = static_cast<std::uint32_t>(ticket);
    if (index >= slots.size() || slots[index].serial != ticket >> 32 || slots[index].stage == Stage::free)
        return nullptr;
    return &slots[index];
}

std::unique_ptr<Transfer> HttpClient::State::take_transfer() {
    if (idle.empty())
        return std::make_unique<Transfer>(loop, bodies, limits, limits_version);
    auto transfer = std::move(idle.back());
    idle.pop_back();
    return transfer;
}

void HttpClient::State::keep_transfer(std::unique_ptr<Transfer> transfer) noexcept {
    transfer->abandon();
    if (transfer->version() == limits_version && idle.size() < kIdleTransfers)
        idle.push_back(std::move(transfer));
}

void HttpClient::State::end(Slot &slot, HttpResponse response) {
    if (slot.stage == Stage::running) {
        --running;
        keep_transfer(std::move(slot.transfer));
    }
    slot.stage = Stage::ended;
    slot.response = std::move(response);
    ended.push_back(ticket_of(slot.serial, slot.index));
}

void HttpClient::State::start(Slot &slot, const SignalsBlocked &blocked) {
    if (auto answer = refusal(slot.request, limits.allow_http)) {
        end(slot, std::move(*answer));
        return;
    }
    try {
        auto transfer = take_transfer();
        transfer->begin(std::move(slot.request), &slot);
        loop.add(transfer->handle(), blocked);
        slot.transfer = std::move(transfer);
        slot.stage = Stage::running;
        ++running;
    } catch (const std::exception &cause) {
        end(slot, failed(TransportFailure::other,
                         std::string{"the request could not be prepared: "} + cause.what()));
    }
}

void HttpClient::State::move_transfers() {
    SignalsBlocked blocked;
    while (!waiting.empty() && running < limits.max_running) {
        Slot *slot = find(waiting.front());
        waiting.pop_front();
        if (slot != nullptr && slot->stage == Stage::waiting)
            start(*slot, blocked);
    }
    just_ended.clear();
    loop.advance(just_ended, blocked);
    for (const auto &[handle, outcome] : just_ended) {
        loop.remove(handle, blocked);
        auto &slot = *static_cast<Slot *>(Transfer::owner_of(handle));
        end(slot, slot.transfer->finish(outcome));
    }
}

void HttpClient::State::deliver() {
    for (auto count = ended.size(); count > 0 && !ended.empty(); --count) {
        Slot *slot = find(ended.front());
        ended.pop_front();
        if (slot == nullptr)
            continue;
        const Handler handler = std::move(slot->handler);
        HttpResponse response = std::move(slot->response);
        free_slot(*slot);
        handler(std::move(response));
    }
}

HttpClient::HttpClient(HttpLimits limits) : state_(std::make_unique<State>(std::move(limits))) {}

HttpClient::~HttpClient() = default;

HttpClient::Ticket HttpClient::send(HttpRequest request, Handler handler) {
    State::Slot &slot = state_->take_slot();
    slot.stage = State::Stage::waiting;
    slot.request = std::move(request);
    slot.handler = std::move(handler);
    const Ticket ticket = ticket_of(slot.serial, slot.index);
    state_->waiting.push_back(ticket);
    return ticket;
}

void HttpClient::forget(Ticket ticket) noexcept {
    State::Slot *slot = state_->find(ticket);
    if (slot == nullptr)
        return;
    if (slot->stage == State::Stage::running) {
        SignalsBlocked blocked;
        state_->loop.remove(slot->transfer->handle(), blocked);
        --state_->running;
        state_->keep_transfer(std::move(slot->transfer));
    }
    state_->free_slot(*slot);
}

int HttpClient::epoll_fd() const noexcept {
    return state_->loop.epoll_fd();
}

std::optional<std::chrono::milliseconds> HttpClient::patience() const noexcept {
    const bool may_start = !state_->waiting.empty() && state_->running < state_->limits.max_running;
    if (may_start || !state_->ended.empty())
        return std::chrono::milliseconds{0};
    return state_->loop.patience();
}

void HttpClient::advance() {
    state_->move_transfers();
    state_->deliver();
    // What the handlers have sent goes out now, not after the owner's next wait.
    if (!state_->waiting.empty())
        state_->move_transfers();
}

std::size_t HttpClient::in_flight() const noexcept {
    return state_->slots.size() - state_->free_slots.size();
}

void HttpClient::change_limits(HttpLimits limits) {
    state_->apply(std::move(limits));
}

} // namespace social
