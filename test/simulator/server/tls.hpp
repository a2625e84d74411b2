// TLS for tests: a certificate authority and a server certificate made on the spot, and the server's context.
#pragma once

#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;

namespace social::simulator {

struct ContextFree {
    void operator()(ssl_ctx_st *context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, ContextFree>;

// Uses ca.pem, server.pem and server.key in `directory`; makes all three when one is missing. A client that
// trusts ca.pem accepts the server as localhost, 127.0.0.1, ::1 and any of `hosts`.
TlsContext make_tls_context(const std::string &directory, const std::vector<std::string> &hosts);

} // namespace social::simulator
