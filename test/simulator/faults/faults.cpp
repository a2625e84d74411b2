#include "faults/faults.hpp"

#include "base/hash.hpp"

namespace social::simulator {

std::uint64_t Faults::add(Fault fault) {
    fault.id = next_id_++;
    faults_.push_back(std::move(fault));
    return faults_.back().id;
}

bool Faults::remove(std::uint64_t id) {
    return std::erase_if(faults_, [id](const Fault &fault) { return fault.id == id; }) > 0;
}

ActiveFaults Faults::hit(Platform platform, Endpoint endpoint, std::optional<Endpoint> also,
                         std::uint32_t account) {
    ActiveFaults active;
    for (Fault &fault : faults_) {
        if (!fault.concerns(platform, endpoint, also, account))
            continue;
        if (fault.share < 1) {
            std::uint64_t draw =
                fault.share_of_accounts ? hash_of(fault.id, account, 51) : hash_of(++draws_, 52);
            if (unit(draw) >= fault.share)
                continue;
        }
        if (fault.skip > 0) {
            --fault.skip;
            continue;
        }
        if (fault.left > 0)
            --fault.left;
        ++fault.hits;
        active.add(fault);
    }
    return active;
}

} // namespace social::simulator
