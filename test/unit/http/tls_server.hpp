// A server program with a certificate of its own for 127.0.0.1, for what LocalServer does not speak: TLS.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace social::test {

// A folder that is gone with the object, with cert.pem and key.pem in it.
class CertificateFolder {
public:
    CertificateFolder();
    ~CertificateFolder();
    CertificateFolder(const CertificateFolder &) = delete;
    CertificateFolder &operator=(const CertificateFolder &) = delete;

    std::string file(const std::string &name) const { return path_ + "/" + name; }

private:
    std::string path_{};
};

// Runs until the object ends.
class ServerProgram {
public:
    // Comes back once something listens on the port.
    ServerProgram(std::vector<std::string> words, int port);
    ~ServerProgram();
    ServerProgram(const ServerProgram &) = delete;
    ServerProgram &operator=(const ServerProgram &) = delete;

private:
    pid_t pid_ = -1;
};

} // namespace social::test
