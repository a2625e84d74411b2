// One client connection: reads requests, asks for the response, and delivers it as faithfully or as badly as
// the response says. One request at a time; what is pipelined waits.
#pragma once

#include "server/message.hpp"
#include "server/stream.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace social::simulator {

class RequestHandler {
public:
    virtual ~RequestHandler() = default;
    virtual void answer(const Request &request, Response &response) = 0;
    // The response is gone, or the client is.
    virtual void finished(std::uint64_t request_id) = 0;
};

class Connection {
public:
    using Time = std::chrono::steady_clock::time_point;

    Connection(int descriptor, ssl_ctx_st *tls, RequestHandler &handler);
    ~Connection();

    // The descriptor is ready, or the wake time has come. False: the connection is over.
    bool ready(bool readable, bool hung_up);
    bool wake();

    int descriptor() const { return stream_.descriptor(); }
    bool wants_read() const { return state_ == State::reading; }
    bool wants_write() const {
        return state_ == State::writing || (state_ == State::reading && stream_.wants_write());
    }
    std::optional<Time> wake_time() const { return wake_time_; }

private:
    enum class State : std::uint8_t { reading, delayed, writing, dripping, hanging, over };

    bool read_input();
    void take_request();
    void begin_response();
    void start_delivery();
    bool flush();
    void refill();
    bool finish_exchange();
    void drip();
    void stop() { state_ = State::over; }

    Stream stream_;
    RequestHandler &handler_;
    State state_ = State::reading;
    std::string in_;
    std::string out_;
    std::size_t out_at_ = 0;
    std::uint64_t filler_left_ = 0;
    std::string tail_;
    std::string drip_; // a dripping body
    std::size_t drip_at_ = 0;
    Time drip_begun_;
    std::optional<Time> wake_time_;
    Request request_;
    Response response_;
    bool answering_ = false;
    bool keep_alive_ = true;
    bool continue_sent_ = false;
};

} // namespace social::simulator
