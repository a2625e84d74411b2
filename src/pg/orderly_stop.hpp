// OrderlyStop: how a sync worker ends when it is told to. It waits a moment for the platform's answer that
// holds the only valid pair of an account, and it leaves no accounts behind as suspects of a crash that was
// none.
#pragma once

#include "pg/in_flight_file.hpp"
#include "pg/postgres.hpp"

namespace social::pg {

class OrderlyStop {
public:
    // Takes over SIGTERM and SIGQUIT. One a process; `file` outlives it.
    explicit OrderlyStop(InFlightFile &file);

    // Whether SIGTERM has come and been put off.
    bool asked() const noexcept;
    // Whether a SIGTERM that comes now is to be put off.
    void put_off(bool awaiting_a_pair) noexcept;
    // Ends the process, unless a pair is awaited and there is patience left for it.
    void obey(bool awaiting_a_pair);
    std::optional<std::chrono::milliseconds> patience() const;
};

} // namespace social::pg
