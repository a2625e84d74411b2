#include "tls_server.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <netinet/in.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char **environ;

namespace social::test {

namespace {

pid_t start(std::vector<std::string> words) {
    std::vector<char *> arguments;
    for (std::string &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (const int fd : {0, 1, 2})
        posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
    pid_t pid = -1;
    const int outcome = posix_spawnp(&pid, arguments[0], &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (outcome != 0)
        throw std::runtime_error(words[0] + " cannot be started");
    return pid;
}

void run(std::vector<std::string> words) {
    int status = 0;
    waitpid(start(words), &status, 0);
    if (status != 0)
        throw std::runtime_error(words[0] + " failed");
}

bool accepts(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    close(fd);
    return connected;
}

} // namespace

CertificateFolder::CertificateFolder() {
    char name[] = "/tmp/social_tls_XXXXXX";
    if (mkdtemp(name) == nullptr)
        throw std::runtime_error("no folder below /tmp");
    path_ = name;
    run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
         file("key.pem"), "-out", file("cert.pem")});
}

CertificateFolder::~CertificateFolder() {
    std::filesystem::remove_all(path_);
}

ServerProgram::ServerProgram(std::vector<std::string> words, int port) : pid_(start(words)) {
    while (!accepts(port)) {
        if (waitpid(pid_, nullptr, WNOHANG) != 0)
            throw std::runtime_error(words[0] + " has ended");
        std::this_thread::yield();
    }
}

ServerProgram::~ServerProgram() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

} // namespace social::test
