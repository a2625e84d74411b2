#include "pg/in_flight_file.hpp"

#include "pg/postgres.hpp"
#include "pg/shared_state.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace social::pg {

namespace {

constexpr std::size_t kIdSize = 37; // a uuid as text and its NUL
constexpr std::uint32_t kMagic = 0x50534601;

} // namespace

struct InFlightFile::Page {
    std::uint32_t magic;
    char ids[kMaxConcurrency + 8][kIdSize];
};

InFlightFile::InFlightFile(const std::string &name) {
    // The server's working directory is its data directory.
    mkdir("pg_social", S_IRWXU);
    auto path = "pg_social/" + name;
    int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd >= 0 && ftruncate(fd, sizeof(Page)) == 0) {
        void *mapped = mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (mapped != MAP_FAILED)
            page_ = static_cast<Page *>(mapped);
    }
    if (fd >= 0)
        close(fd);
    if (!page_) {
        ereport(WARNING,
                (errcode_for_file_access(),
                 errmsg("pg_social cannot keep \"%s\": a crash would not tell which accounts were in flight",
                        path.c_str())));
        return;
    }
    if (page_->magic == kMagic)
        for (auto &id : page_->ids)
            if (id[0] && memchr(id, '\0', kIdSize))
                left_behind_.emplace_back(id);
    clear();
    page_->magic = kMagic;
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

void InFlightFile::clear() {
    if (page_)
        memset(page_->ids, 0, sizeof page_->ids);
}

} // namespace social::pg
