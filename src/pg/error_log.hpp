// What a process writes to the server's log about errors of our own SQL.
#pragma once

#include "pg/guard.hpp"

#include <chrono>
#include <string>

namespace social::pg {

// An error that stays is met again with every attempt, for as long as it takes somebody to mend it, and other
// work may go well in between: it is written when it is new, then every ten minutes.
class ErrorLog {
public:
    void write(const std::string &message) {
        met_at_ = std::chrono::steady_clock::now();
        if (message == last_ && met_at_ - written_at_ < std::chrono::minutes{10})
            return;
        last_ = message;
        written_at_ = met_at_;
        write_log(LOG, message);
    }
    // After a minute of this the next one is new, whatever it says.
    void all_went_well() {
        if (std::chrono::steady_clock::now() - met_at_ >= std::chrono::minutes{1})
            last_.clear();
    }

private:
    std::string last_;
    std::chrono::steady_clock::time_point written_at_{};
    std::chrono::steady_clock::time_point met_at_{};
};

} // namespace social::pg
