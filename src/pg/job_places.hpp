// JobPlaces: the job workers that a scheduler started, one a job, in the database's slot of shared memory.
#pragma once

#include "pg/process.hpp"

#include <array>
#include <string>
#include <vector>

namespace social::pg {

class JobPlaces {
public:
    // Jobs whose process was started and has not ended. Notices first which have.
    std::vector<std::string> running();
    // Starts a process for the job. False: there is no place for it now.
    bool start(const std::string &job);
    int occupied() const;
    // Whether one was asked for that has not taken its place yet.
    bool any_starting() const;

private:
    std::array<std::string, kMaxJobWorkers> jobs_;
    bool complained_ = false;
};

} // namespace social::pg
