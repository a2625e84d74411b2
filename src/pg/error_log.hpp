// What a process writes to the server's log about errors of our own SQL.
#pragma once

#include "pg/guard.hpp"

#include <chrono>
#include <string>

namespace social::pg {

// An error that stays is met again with every attempt, for as long as it takes somebody to mend it: it is
// written when it is new, then every ten minutes.
class ErrorLog {
public:
    void write(const std::string &message) {
        auto now = std::chrono::steady_clock::now();
        if (message == last_ && now - written_at_ < std::chrono::minutes{10})
            return;
        last_ = message;
        written_at_ = now;
        write_log(LOG, message);
    }
    // The next one is new, whatever it says.
    void mended() { last_.clear(); }

private:
    std::string last_;
    std::chrono::steady_clock::time_point written_at_{};
};

} // namespace social::pg
