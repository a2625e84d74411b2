// The bytes of one connection, plain or TLS, without blocking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace social::simulator {

enum class Transfer : std::uint8_t { done, would_block, closed };

class Stream {
public:
    Stream(int descriptor, ssl_ctx_st *tls); // takes the descriptor; plain when tls is null
    ~Stream();
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    Transfer read(char *buffer, std::size_t size, std::size_t &got);
    Transfer write(const char *data, std::size_t size, std::size_t &written);

    // A reset instead of an orderly end when the descriptor is closed.
    void reset_on_close();

    int descriptor() const { return descriptor_; }
    // TLS may have to write in order to read, and the other way round.
    bool wants_write() const { return wants_write_; }

private:
    Transfer tls_outcome(int result);

    struct SessionFree {
        void operator()(ssl_st *session) const;
    };

    int descriptor_;
    std::unique_ptr<ssl_st, SessionFree> session_;
    bool wants_write_ = false;
    bool abrupt_ = false;
};

} // namespace social::simulator
