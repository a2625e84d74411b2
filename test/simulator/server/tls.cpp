#include "server/tls.hpp"

#include "base/text.hpp"

#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdexcept>
#include <unistd.h>

namespace social::simulator {

namespace {

struct KeyFree {
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
struct CertificateFree {
    void operator()(X509 *certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;
using Certificate = std::unique_ptr<X509, CertificateFree>;

[[noreturn]] void fail(const std::string &what) {
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    throw std::runtime_error(concat(what, ": ", reason));
}

void add_extension(X509 *certificate, X509 *issuer, int nid, const std::string &value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (extension == nullptr)
        fail("making a certificate extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate make_certificate(EVP_PKEY *key, const char *common_name, const X509 *issuer) {
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
    // Wide limits: tests run under moved clocks.
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -365L * 86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 20L * 365 * 86400);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME *name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(common_name),
                               -1, -1, 0);
    X509_set_issuer_name(certificate.get(), issuer == nullptr ? name : X509_get_subject_name(issuer));
    return certificate;
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;

File create_file(const std::filesystem::path &path, mode_t mode) {
    int descriptor = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, mode);
    File file(descriptor < 0 ? nullptr : ::fdopen(descriptor, "w"), &std::fclose);
    if (!file)
        throw std::runtime_error(concat("cannot write ", path.string(), "; give another --tls-dir"));
    return file;
}

std::string alternative_names(const std::vector<std::string> &hosts) {
    std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
    for (const std::string &host : hosts)
        names += concat(",DNS:", host);
    return names;
}

void make_certificates(const std::filesystem::path &directory, const std::vector<std::string> &hosts) {
    std::filesystem::create_directories(directory);
    Key authority_key(EVP_EC_gen("P-256"));
    Certificate authority = make_certificate(authority_key.get(), "pg_social simulator CA", nullptr);
    add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
    if (X509_sign(authority.get(), authority_key.get(), EVP_sha256()) == 0)
        fail("signing the authority's certificate");

    Key server_key(EVP_EC_gen("P-256"));
    Certificate server = make_certificate(server_key.get(), "localhost", authority.get());
    add_extension(server.get(), authority.get(), NID_basic_constraints, "CA:FALSE");
    add_extension(server.get(), authority.get(), NID_ext_key_usage, "serverAuth");
    add_extension(server.get(), authority.get(), NID_subject_alt_name, alternative_names(hosts));
    if (X509_sign(server.get(), authority_key.get(), EVP_sha256()) == 0)
        fail("signing the server's certificate");

    PEM_write_X509(create_file(directory / "ca.pem", 0644).get(), authority.get());
    PEM_write_X509(create_file(directory / "server.pem", 0644).get(), server.get());
    PEM_write_PrivateKey(create_file(directory / "server.key", 0600).get(), server_key.get(), nullptr,
                         nullptr, 0, nullptr, nullptr);
}

// The only protocol spoken is HTTP/1.1; a client that offers nothing else gets no ALPN answer.
int select_protocol(SSL *, const unsigned char **out, unsigned char *length, const unsigned char *offered,
                    unsigned offered_length, void *) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char *selected = nullptr;
    int outcome = SSL_select_next_proto(&selected, length, ours, sizeof ours - 1, offered, offered_length);
    *out = selected;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

} // namespace

void ContextFree::operator()(ssl_ctx_st *context) const {
    SSL_CTX_free(context);
}

TlsContext make_tls_context(const std::string &directory, const std::vector<std::string> &hosts) {
    std::filesystem::path folder(directory);
    auto missing = [&](const char *name) { return !std::filesystem::exists(folder / name); };
    if (missing("ca.pem") || missing("server.pem") || missing("server.key"))
        make_certificates(folder, hosts);
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_alpn_select_cb(context.get(), select_protocol, nullptr);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_use_certificate_chain_file(context.get(), (folder / "server.pem").c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context.get(), (folder / "server.key").c_str(), SSL_FILETYPE_PEM) != 1)
        fail(concat("reading the certificate in ", directory));
    return context;
}

} // namespace social::simulator
