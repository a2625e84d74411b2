// PgTimeZone: one of PostgreSQL's own time zones behind the core's interface, so that schedules and mails
// follow the same rules as the server's SQL.
#pragma once

#include "core/schedule/time_zone.hpp"

#include <string>

struct pg_tz;

namespace social::pg {

class PgTimeZone final : public TimeZone {
public:
    // Raises 22023 for what is no time zone.
    explicit PgTimeZone(const std::string &name);
    std::chrono::seconds offset_at(Instant instant) const override;

    static bool exists(const std::string &name);

private:
    pg_tz *zone_; // the server keeps it for the life of the process
};

} // namespace social::pg
