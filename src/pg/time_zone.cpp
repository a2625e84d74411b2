#include "pg/time_zone.hpp"

#include "pg/guard.hpp"

extern "C" {
#include "pgtime.h"
}

namespace social::pg {

namespace {

// Names are checked before the server looks for a file of that name.
pg_tz *find_zone(const std::string &name) {
    if (name.empty() || name.size() > TZ_STRLEN_MAX || name.find('\0') != std::string::npos)
        return nullptr;
    const char *text = name.c_str();
    return call([text]() noexcept {
        pg_tz *zone = pg_tzset(text);
        return zone && pg_tz_acceptable(zone) ? zone : nullptr;
    });
}

} // namespace

bool PgTimeZone::exists(const std::string &name) {
    return find_zone(name) != nullptr;
}

PgTimeZone::PgTimeZone(const std::string &name) : zone_(find_zone(name)) {
    if (!zone_)
        throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE,
                       "there is no time zone \"" + name.substr(0, 60) + "\"",
                       "Names are in pg_timezone_names, for example Africa/Casablanca.");
}

std::chrono::seconds PgTimeZone::offset_at(Instant instant) const {
    auto time =
        static_cast<pg_time_t>(std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count());
    const pg_tm *local = pg_localtime(&time, zone_);
    return std::chrono::seconds{local ? local->tm_gmtoff : 0};
}

} // namespace social::pg
