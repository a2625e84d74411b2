#include "pg/key_ring.hpp"

#include "pg/guard.hpp"
#include "pg/settings.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace social::pg {

namespace {

constexpr std::size_t kShortestKey = 16;
constexpr std::size_t kLongestKey = 256;
constexpr std::size_t kLargestFile = 65'536;

class OpenFile {
public:
    explicit OpenFile(const char *path) : fd_(open(path, O_RDONLY | O_CLOEXEC)) {}
    ~OpenFile() {
        if (fd_ >= 0)
            close(fd_);
    }
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;
    int get() const noexcept { return fd_; }

private:
    int fd_;
};

} // namespace

const std::vector<Secret> &KeyRing::keys() const {
    if (!usable())
        throw SqlError(
            ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE, "the encryption key cannot be used: " + problem_,
            "Put a random key of at least 16 characters into a file that only the server's user can read, "
            "name it in pg_social.encryption_key_file, and reload.");
    return keys_;
}

void KeyRing::refuse(std::string problem) {
    keys_.clear();
    problem_ = std::move(problem);
    // The same file may be usable at the next look: named again by the setting, or read once there is a
    // descriptor.
    changed_at_ = -1;
}

void KeyRing::refresh() {
    const char *path = settings.encryption_key_file;
    if (!path || !*path)
        return refuse("pg_social.encryption_key_file is not set");
    struct stat file {};
    if (stat(path, &file) != 0)
        return refuse(std::string("cannot read \"") + path + "\": " + strerror(errno));
    // The change of the inode: it moves with owner and mode too, which may be what was wrong.
    auto changed_at = file.st_ctim.tv_sec * 1'000'000'000LL + file.st_ctim.tv_nsec;
    if (path_ == path && changed_at == changed_at_)
        return;
    path_ = path;
    changed_at_ = changed_at;
    if (!S_ISREG(file.st_mode))
        return refuse(std::string("\"") + path + "\" is not a regular file");
    if (file.st_mode & (S_IRWXG | S_IRWXO))
        return refuse(std::string("\"") + path + "\" can be read by others; its mode must be 0600");
    read(path);
}

void KeyRing::read(const char *path) {
    OpenFile file(path);
    std::string text(kLargestFile, '\0');
    auto size = file.get() < 0 ? -1 : ::read(file.get(), text.data(), text.size());
    if (size < 0)
        return refuse(std::string("cannot read \"") + path + "\": " + strerror(errno));
    if (static_cast<std::size_t>(size) == kLargestFile) {
        explicit_bzero(text.data(), text.size());
        return refuse(std::string("\"") + path + "\" is too large");
    }
    std::vector<Secret> keys;
    std::string wrong;
    std::string_view rest(text.data(), static_cast<std::size_t>(size));
    while (!rest.empty()) {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        if (line.empty())
            continue;
        if (line.size() < kShortestKey || line.size() > kLongestKey)
            wrong = std::string("a key in \"") + path + "\" has not 16 to 256 characters";
        keys.emplace_back(line);
    }
    explicit_bzero(text.data(), text.size());
    if (!wrong.empty())
        return refuse(wrong);
    if (keys.empty())
        return refuse(std::string("\"") + path + "\" is empty");
    keys_ = std::move(keys);
    problem_.clear();
}

} // namespace social::pg
