#include "pg/in_flight_file.hpp"

#include "pg/guard.hpp"
#include "pg/shared_state.hpp"

#include <algorithm>
#include <fcntl.h>
#include <iterator>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace social::pg {

namespace {

constexpr std::size_t kIdSize = 37; // a uuid as text and its NUL
constexpr std::uint32_t kMagic = 0x50534602;

// A mapped page that has no room on the disk yet ends whoever writes to it, and the server with it.
bool has_room(int fd, std::size_t size) {
    int error = posix_fallocate(fd, 0, static_cast<off_t>(size));
    if (error != 0)
        errno = error;
    return error == 0;
}

} // namespace

struct InFlightFile::Page {
    std::uint32_t magic;
    std::uint64_t inode; // the file's own: a copy of the data directory (a base backup) has had no crash
    char ids[2 * kMaxConcurrency + 8][kIdSize]; // those that are due, and those that callers ask for
};

InFlightFile::InFlightFile(const std::string &name) : path_("pg_social/" + name) {
    // The server's working directory is its data directory.
    mkdir("pg_social", S_IRWXU);
    int fd = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    struct stat file {};
    if (fd >= 0 && has_room(fd, sizeof(Page)) && fstat(fd, &file) == 0) {
        void *mapped = mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (mapped != MAP_FAILED)
            page_ = static_cast<Page *>(mapped);
    }
    int error = errno;
    if (fd >= 0)
        close(fd);
    if (!page_) {
        write_log(WARNING, "pg_social cannot keep \"" + path_ + "\" (" + strerror(error) +
                               "): a crash would not tell which accounts were in flight");
        return;
    }
    if (page_->magic == kMagic && page_->inode == file.st_ino)
        for (auto &id : page_->ids)
            if (id[0] && memchr(id, '\0', kIdSize))
                left_behind_.emplace_back(id);
    clear();
    page_->magic = kMagic;
    page_->inode = file.st_ino;
}

InFlightFile::~InFlightFile() {
    if (page_)
        munmap(page_, sizeof(Page));
}

void InFlightFile::add(const std::string &connection_id) {
    if (!page_)
        return;
    for (auto &id : page_->ids)
        if (!id[0]) {
            strlcpy(id, connection_id.c_str(), kIdSize);
            return;
        }
}

void InFlightFile::remove(const std::string &connection_id) {
    if (!page_)
        return;
    for (auto &id : page_->ids)
        if (connection_id == id) {
            id[0] = '\0';
            return;
        }
}

bool InFlightFile::empty() const noexcept {
    return !page_ ||
           std::none_of(std::begin(page_->ids), std::end(page_->ids), [](const auto &id) { return id[0]; });
}

void InFlightFile::clear() noexcept {
    if (page_)
        memset(page_->ids, 0, sizeof page_->ids);
}

void InFlightFile::discard() noexcept {
    clear();
    unlink(path_.c_str());
}

} // namespace social::pg
