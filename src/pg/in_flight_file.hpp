// InFlightFile: which accounts a worker has in flight, on disk, so that it is known after a crash that took
// the shared memory along. A worker that finds accounts of a predecessor goes one at a time through them: the
// one that brings it down again, alone, is set aside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace social::pg {

class InFlightFile {
public:
    // `name` is the file's, inside the data directory's pg_social folder (made when missing).
    explicit InFlightFile(const std::string &name);
    ~InFlightFile();
    InFlightFile(const InFlightFile &) = delete;
    InFlightFile &operator=(const InFlightFile &) = delete;

    // What a predecessor left behind, read at opening.
    const std::vector<std::string> &left_behind() const noexcept { return left_behind_; }

    // Each is a few stores into mapped memory: they survive the death of the process, though not of the
    // machine.
    void add(const std::string &connection_id);
    void remove(const std::string &connection_id);
    bool empty() const noexcept;
    // Nobody is suspected of what happens now. Also for a signal handler.
    void clear() noexcept;
    // The end is a clean one: nothing is left to find, on the disk neither.
    void discard() noexcept;

private:
    struct Page;
    std::string path_;
    Page *page_ = nullptr;
    std::vector<std::string> left_behind_;
};

} // namespace social::pg
