#include "server/stream.hpp"

#include <cerrno>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace social::simulator {

namespace {

Transfer plain_outcome(ssize_t result, std::size_t &moved) {
    if (result > 0) {
        moved = static_cast<std::size_t>(result);
        return Transfer::done;
    }
    if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return Transfer::would_block;
    return Transfer::closed;
}

} // namespace

void Stream::SessionFree::operator()(ssl_st *session) const {
    SSL_free(session);
}

Stream::Stream(int descriptor, ssl_ctx_st *tls) : descriptor_(descriptor) {
    if (tls == nullptr)
        return;
    session_.reset(SSL_new(tls));
    SSL_set_fd(session_.get(), descriptor);
    SSL_set_accept_state(session_.get());
}

Stream::~Stream() {
    if (session_ && !abrupt_)
        SSL_shutdown(session_.get());
    ERR_clear_error();
    session_.reset();
    ::close(descriptor_);
}

Transfer Stream::read(char *buffer, std::size_t size, std::size_t &got) {
    got = 0;
    if (!session_)
        return plain_outcome(::recv(descriptor_, buffer, size, 0), got);
    int result = SSL_read_ex(session_.get(), buffer, size, &got);
    return result == 1 ? Transfer::done : tls_outcome(result);
}

Transfer Stream::write(const char *data, std::size_t size, std::size_t &written) {
    written = 0;
    if (!session_)
        return plain_outcome(::send(descriptor_, data, size, MSG_NOSIGNAL), written);
    int result = SSL_write_ex(session_.get(), data, size, &written);
    return result == 1 ? Transfer::done : tls_outcome(result);
}

Transfer Stream::tls_outcome(int result) {
    int reason = SSL_get_error(session_.get(), result);
    wants_write_ = reason == SSL_ERROR_WANT_WRITE;
    if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE)
        return Transfer::would_block;
    if (reason != SSL_ERROR_ZERO_RETURN)
        abrupt_ = true;
    ERR_clear_error();
    return Transfer::closed;
}

void Stream::reset_on_close() {
    abrupt_ = true;
    linger immediate{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &immediate, sizeof immediate);
}

} // namespace social::simulator
