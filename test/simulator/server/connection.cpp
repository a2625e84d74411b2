#include "server/connection.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace social::simulator {

namespace {

constexpr auto drip_interval = std::chrono::milliseconds(20);
constexpr std::size_t filler_piece = 65536;

std::uint64_t next_request_id() {
    static std::uint64_t id = 0;
    return ++id;
}

} // namespace

Connection::Connection(int descriptor, ssl_ctx_st *tls, RequestHandler &handler)
    : stream_(descriptor, tls), handler_(handler) {
    request_.secure = tls != nullptr;
}

Connection::~Connection() {
    if (answering_)
        handler_.finished(request_.id);
}

bool Connection::ready(bool readable, bool hung_up) {
    if (hung_up && state_ != State::reading)
        return false;
    if (state_ == State::writing && !flush())
        return false;
    if (readable && state_ == State::reading && !read_input())
        return false;
    return state_ != State::over;
}

bool Connection::wake() {
    wake_time_.reset();
    if (state_ == State::delayed)
        start_delivery();
    else if (state_ == State::dripping)
        drip();
    if (state_ == State::writing && !flush())
        return false;
    return state_ != State::over;
}

bool Connection::read_input() {
    char buffer[16384];
    while (state_ == State::reading) {
        std::size_t got = 0;
        Transfer outcome = stream_.read(buffer, sizeof buffer, got);
        if (outcome == Transfer::closed)
            return false;
        if (outcome == Transfer::would_block)
            return true;
        in_.append(buffer, got);
        take_request();
        if (state_ == State::writing && !flush())
            return false;
    }
    return state_ != State::over;
}

void Connection::take_request() {
    if (in_.empty())
        return;
    switch (parse_request(in_, request_)) {
    case ParseOutcome::incomplete:
        return;
    case ParseOutcome::wants_continue: {
        std::size_t written = 0;
        if (!continue_sent_)
            stream_.write("HTTP/1.1 100 Continue\r\n\r\n", 25, written);
        continue_sent_ = true;
        return;
    }
    case ParseOutcome::too_large:
    case ParseOutcome::malformed:
        response_ = {};
        response_.status = 400;
        response_.content_type = "text/plain";
        response_.body = "This is not a request that the simulator can read.\n";
        keep_alive_ = false;
        break;
    case ParseOutcome::complete:
        continue_sent_ = false;
        request_.id = next_request_id();
        keep_alive_ = to_lower(request_.header("connection")) != "close";
        response_ = {};
        answering_ = true;
        handler_.answer(request_, response_);
        break;
    }
    begin_response();
}

void Connection::begin_response() {
    if (response_.delay_ms <= 0) {
        start_delivery();
        return;
    }
    state_ = State::delayed;
    wake_time_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(response_.delay_ms);
}

void Connection::start_delivery() {
    switch (response_.delivery) {
    case Response::Delivery::reset:
        stream_.reset_on_close();
        stop();
        return;
    case Response::Delivery::hang:
        state_ = State::hanging;
        return;
    case Response::Delivery::cut:
        out_ = response_.head(false);
        out_.append(response_.body, 0, response_.body.size() / 2);
        out_at_ = 0;
        keep_alive_ = false;
        state_ = State::writing;
        return;
    case Response::Delivery::whole:
        break;
    }
    out_ = response_.head(keep_alive_);
    out_at_ = 0;
    if (request_.method == "HEAD")
        response_.body.clear();
    if (response_.drip_ms > 0) {
        drip_ = std::move(response_.body);
        drip_at_ = 0;
        drip_begun_ = std::chrono::steady_clock::now();
    } else {
        out_ += response_.body;
        filler_left_ = response_.filler;
        tail_ = std::move(response_.tail);
    }
    state_ = State::writing;
}

// Writes what can be written; false when the connection is over.
bool Connection::flush() {
    while (state_ == State::writing) {
        if (out_at_ == out_.size()) {
            refill();
            if (out_.empty()) {
                if (drip_at_ < drip_.size()) {
                    state_ = State::dripping;
                    wake_time_ = std::chrono::steady_clock::now() + drip_interval;
                    return true;
                }
                if (!finish_exchange())
                    return false;
                continue;
            }
        }
        std::size_t written = 0;
        Transfer outcome = stream_.write(out_.data() + out_at_, out_.size() - out_at_, written);
        if (outcome == Transfer::closed)
            return false;
        if (outcome == Transfer::would_block)
            return true;
        out_at_ += written;
    }
    return state_ != State::over;
}

void Connection::refill() {
    out_.clear();
    out_at_ = 0;
    if (filler_left_ > 0) {
        out_.assign(std::min<std::uint64_t>(filler_left_, filler_piece), 'a');
        filler_left_ -= out_.size();
    } else {
        out_.swap(tail_);
    }
}

// Hands out as much as is due by now, so that a busy machine does not stretch the time.
void Connection::drip() {
    std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - drip_begun_;
    double due = static_cast<double>(drip_.size()) * elapsed.count() / response_.drip_ms;
    std::size_t end = std::clamp(static_cast<std::size_t>(due), drip_at_ + 1, drip_.size());
    out_.assign(drip_, drip_at_, end - drip_at_);
    out_at_ = 0;
    drip_at_ = end;
    state_ = State::writing;
}

bool Connection::finish_exchange() {
    drip_.clear();
    drip_at_ = 0;
    if (answering_)
        handler_.finished(request_.id);
    answering_ = false;
    if (!keep_alive_)
        return false;
    state_ = State::reading;
    take_request();
    return true;
}

} // namespace social::simulator
