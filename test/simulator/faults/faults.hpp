// The faults that are switched on, and which of them hit a given request.
#pragma once

#include "faults/fault.hpp"

#include <array>
#include <bitset>
#include <optional>
#include <vector>

namespace social::simulator {

// The faults that hit one request.
class ActiveFaults {
public:
    void add(const Fault &fault) {
        auto index = static_cast<std::size_t>(fault.kind);
        if (!kinds_.test(index))
            faults_.push_back(fault);
        kinds_.set(index);
    }
    bool has(FaultKind kind) const { return kinds_.test(static_cast<std::size_t>(kind)); }
    const Fault *find(FaultKind kind) const {
        if (!has(kind))
            return nullptr;
        for (const Fault &fault : faults_)
            if (fault.kind == kind)
                return &fault;
        return nullptr;
    }
    const std::vector<Fault> &all() const { return faults_; }

private:
    std::bitset<fault_count> kinds_;
    std::vector<Fault> faults_;
};

class Faults {
public:
    std::uint64_t add(Fault fault);
    bool remove(std::uint64_t id);
    void clear() { faults_.clear(); }
    const std::vector<Fault> &all() const { return faults_; }

    // `also` as in Fault::concerns(); a fault that names neither hits such a call once.
    ActiveFaults hit(Platform platform, Endpoint endpoint, std::optional<Endpoint> also,
                     std::uint32_t account);

private:
    std::uint64_t next_id_ = 1;
    std::uint64_t draws_ = 0;
    std::vector<Fault> faults_;
};

} // namespace social::simulator
