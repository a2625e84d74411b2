// The SQL-callable functions about schedules and time zones: preview_cron(), next_run(), known_time_zone().
#include "core/schedule/cron.hpp"
#include "pg/convert.hpp"
#include "pg/guard.hpp"
#include "pg/settings.hpp"
#include "pg/time_zone.hpp"

extern "C" {
SQL_FUNCTION(pg_social_preview_schedule);
SQL_FUNCTION(pg_social_next_run);
SQL_FUNCTION(pg_social_known_time_zone);
}

namespace social::pg {

namespace {

constexpr int kMostPreviewed = 1000;

Cron parse_schedule(const std::string &text) {
    auto cron = Cron::parse(text);
    if (!cron)
        throw SqlError(
            ERRCODE_INVALID_PARAMETER_VALUE, cron.error().message,
            "Write minute, hour, day of month, month and day of week, such as 0 8 * * *; or an interval such "
            "as 30 minutes. preview_schedule() shows what a schedule means.");
    return *cron;
}

Instant next_after(const Cron &cron, Instant from, const TimeZone &zone) {
    if (auto next = cron.next_after(from, zone))
        return *next;
    throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, "the schedule has no time within fifty years");
}

// An interval counts on from the time that was due: however late a run began, the rhythm stays.
Instant next_run(const Cron &cron, std::optional<Instant> due_at, Instant from, const TimeZone &zone) {
    if (!cron.interval() || !due_at || *due_at > from)
        return next_after(cron, from, zone);
    auto passed = (from - *due_at) / *cron.interval();
    return *due_at + (passed + 1) * *cron.interval();
}

// Infinite or beyond the calendar that the core reckons with.
Instant usable_instant(Datum value) {
    TimestampTz timestamp = DatumGetTimestampTz(value);
    auto instant = from_pg(TIMESTAMP_NOT_FINITE(timestamp) ? 0 : timestamp);
    auto year = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(instant)}.year();
    if (TIMESTAMP_NOT_FINITE(timestamp) || year < std::chrono::year{1900} || year > std::chrono::year{9000})
        throw SqlError(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, "the time to start from is out of range",
                       "Pass a time between the years 1900 and 9000.");
    return instant;
}

void refuse_nulls(FunctionCallInfo fcinfo, std::initializer_list<int> positions) {
    for (int i : positions)
        if (PG_ARGISNULL(i))
            throw SqlError(ERRCODE_NULL_VALUE_NOT_ALLOWED,
                           "schedule, time zone, start and number must not be null",
                           "select * from social.preview_schedule('0 8 * * *', n => 3);");
}

} // namespace
} // namespace social::pg

using namespace social::pg;

Datum pg_social_preview_schedule(PG_FUNCTION_ARGS) {
    InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
    auto *result = reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo);
    return boundary([&]() -> Datum {
        refuse_nulls(fcinfo, {0, 1, 2, 3});
        auto cron = parse_schedule(text_of(PG_GETARG_DATUM(0)));
        PgTimeZone zone{text_of(PG_GETARG_DATUM(1))};
        auto at = usable_instant(PG_GETARG_DATUM(2));
        int count = PG_GETARG_INT32(3);
        if (count < 1 || count > kMostPreviewed)
            throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, "n must be between 1 and 1000",
                           "Pass how many times to show; the default is 5.");
        for (int i = 0; i < count; ++i) {
            at = next_after(cron, at, zone);
            Datum value = TimestampTzGetDatum(to_pg(at));
            bool null = false;
            run([&]() noexcept { tuplestore_putvalues(result->setResult, result->setDesc, &value, &null); });
        }
        return Datum{0};
    });
}

Datum pg_social_next_run(PG_FUNCTION_ARGS) {
    return boundary([&]() -> Datum {
        refuse_nulls(fcinfo, {0, 1, 3});
        auto cron = parse_schedule(text_of(PG_GETARG_DATUM(0)));
        PgTimeZone zone{text_of(PG_GETARG_DATUM(1))};
        std::optional<social::Instant> due_at;
        if (!PG_ARGISNULL(2))
            due_at = usable_instant(PG_GETARG_DATUM(2));
        return TimestampTzGetDatum(to_pg(next_run(cron, due_at, usable_instant(PG_GETARG_DATUM(3)), zone)));
    });
}

Datum pg_social_known_time_zone(PG_FUNCTION_ARGS) {
    return boundary([&]() -> Datum {
        std::string name = PG_ARGISNULL(0) ? std::string{} : text_of(PG_GETARG_DATUM(0));
        return bind_text(PgTimeZone::exists(name) ? name : settings.time_zone).value;
    });
}
