// When schedules are due, row by row. All instants are UTC; the zone says on whose wall clock the fields are
// read.
#include "core/schedule/cron.hpp"

#include "zones.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace social {
namespace {

using namespace test;
using ZoneOf = const TimeZone &(*)();

struct Row {
    const char *schedule;
    ZoneOf zone;
    const char *from;
    const char *next;
};

void PrintTo(const Row &row, std::ostream *out) {
    *out << row.schedule << " after " << row.from;
}

class CronNext : public testing::TestWithParam<Row> {};

TEST_P(CronNext, is_as_written) {
    const Row &row = GetParam();
    const auto cron = Cron::parse(row.schedule);
    ASSERT_TRUE(cron) << cron.error().message;
    const auto next = cron->next_after(utc(row.from), row.zone());
    ASSERT_TRUE(next);
    EXPECT_EQ(text_of(*next), std::string{row.next});
}

constexpr ZoneOf U = greenwich, P = paris, C = casablanca, N = new_york, L = lord_howe, A = apia,
                 K = kathmandu;

// 2026-01-01 is a Thursday.
const Row kFields[] = {
    // every minute, lists, ranges, steps
    {"* * * * *", U, "2026-01-01 00:00:00", "2026-01-01 00:01:00"},
    {"* * * * *", U, "2026-01-01 00:00:59", "2026-01-01 00:01:00"},
    {"* * * * *", U, "2025-12-31 23:59:30", "2026-01-01 00:00:00"},
    {"0 * * * *", U, "2026-01-01 00:00:00", "2026-01-01 01:00:00"},
    {"0 * * * *", U, "2025-12-31 23:59:59", "2026-01-01 00:00:00"},
    {"59 * * * *", U, "2026-01-01 00:59:00", "2026-01-01 01:59:00"},
    {"5,10,50 * * * *", U, "2026-01-01 00:05:00", "2026-01-01 00:10:00"},
    {"5,10,50 * * * *", U, "2026-01-01 00:10:01", "2026-01-01 00:50:00"},
    {"5,10,50 * * * *", U, "2026-01-01 00:50:00", "2026-01-01 01:05:00"},
    {"50,5,10 * * * *", U, "2026-01-01 00:50:00", "2026-01-01 01:05:00"},
    {"5,5,5 * * * *", U, "2026-01-01 00:05:00", "2026-01-01 01:05:00"},
    {"10-12 * * * *", U, "2026-01-01 00:00:00", "2026-01-01 00:10:00"},
    {"10-12 * * * *", U, "2026-01-01 00:11:00", "2026-01-01 00:12:00"},
    {"10-12 * * * *", U, "2026-01-01 00:12:00", "2026-01-01 01:10:00"},
    {"10-10 * * * *", U, "2026-01-01 00:10:00", "2026-01-01 01:10:00"},
    {"*/15 * * * *", U, "2026-01-01 00:00:00", "2026-01-01 00:15:00"},
    {"*/15 * * * *", U, "2026-01-01 00:46:00", "2026-01-01 01:00:00"},
    {"*/7 * * * *", U, "2026-01-01 00:56:00", "2026-01-01 01:00:00"},
    {"*/59 * * * *", U, "2026-01-01 00:00:00", "2026-01-01 00:59:00"},
    {"*/60 * * * *", U, "2026-01-01 00:00:00", "2026-01-01 01:00:00"},
    {"*/1 * * * *", U, "2026-01-01 00:00:00", "2026-01-01 00:01:00"},
    {"10-40/10 * * * *", U, "2026-01-01 00:40:00", "2026-01-01 01:10:00"},
    {"10-40/10 * * * *", U, "2026-01-01 00:29:00", "2026-01-01 00:30:00"},
    {"1-59/20 * * * *", U, "2026-01-01 00:21:00", "2026-01-01 00:41:00"},
    {"0-10/5,30 * * * *", U, "2026-01-01 00:10:00", "2026-01-01 00:30:00"},
    {"0,15-20,*/30 * * * *", U, "2026-01-01 00:20:00", "2026-01-01 00:30:00"},
    {"00 08 * * *", U, "2026-01-01 00:00:00", "2026-01-01 08:00:00"},
    {"  0\t8  * * *  ", U, "2026-01-01 00:00:00", "2026-01-01 08:00:00"},
    // hours
    {"0 8 * * *", U, "2026-01-01 07:59:59", "2026-01-01 08:00:00"},
    {"0 8 * * *", U, "2026-01-01 08:00:00", "2026-01-02 08:00:00"},
    {"0 8 * * *", U, "2026-01-31 09:00:00", "2026-02-01 08:00:00"},
    {"0 8 * * *", U, "2025-12-31 09:00:00", "2026-01-01 08:00:00"},
    {"30 23 * * *", U, "2026-01-01 23:30:00", "2026-01-02 23:30:00"},
    {"0 0 * * *", U, "2026-01-01 00:00:00", "2026-01-02 00:00:00"},
    {"0 */6 * * *", U, "2026-01-01 06:00:00", "2026-01-01 12:00:00"},
    {"0 */6 * * *", U, "2026-01-01 18:00:00", "2026-01-02 00:00:00"},
    {"0 */5 * * *", U, "2026-01-01 20:00:00", "2026-01-02 00:00:00"},
    {"0 9-17 * * *", U, "2026-01-01 17:00:00", "2026-01-02 09:00:00"},
    {"0 9-17/4 * * *", U, "2026-01-01 09:00:00", "2026-01-01 13:00:00"},
    {"0 22-23,0-2 * * *", U, "2026-01-01 23:00:00", "2026-01-02 00:00:00"},
    {"45 8,20 * * *", U, "2026-01-01 08:45:00", "2026-01-01 20:45:00"},
    {"*/30 8-9 * * *", U, "2026-01-01 08:30:00", "2026-01-01 09:00:00"},
    {"*/30 8-9 * * *", U, "2026-01-01 09:30:00", "2026-01-02 08:00:00"},
    {"15 8 * * *", U, "2026-01-01 08:20:00", "2026-01-02 08:15:00"},
    // days of the month, months, leap years
    {"0 0 1 * *", U, "2026-01-01 00:00:00", "2026-02-01 00:00:00"},
    {"0 0 1 * *", U, "2026-12-15 00:00:00", "2027-01-01 00:00:00"},
    {"0 0 15 * *", U, "2026-01-15 00:00:01", "2026-02-15 00:00:00"},
    {"0 0 31 * *", U, "2026-01-31 00:00:00", "2026-03-31 00:00:00"},
    {"0 0 31 * *", U, "2026-03-31 00:00:00", "2026-05-31 00:00:00"},
    {"0 0 30 * *", U, "2026-01-30 00:00:00", "2026-03-30 00:00:00"},
    {"0 0 29 * *", U, "2026-01-29 00:00:00", "2026-03-29 00:00:00"},
    {"0 0 29 * *", U, "2028-01-29 00:00:00", "2028-02-29 00:00:00"},
    {"0 0 29 2 *", U, "2026-01-01 00:00:00", "2028-02-29 00:00:00"},
    {"0 0 29 2 *", U, "2028-02-29 00:00:00", "2032-02-29 00:00:00"},
    {"0 0 29 2 *", U, "2096-02-29 00:00:00", "2104-02-29 00:00:00"}, // 2100 is no leap year
    {"0 0 29 2 *", U, "1999-01-01 00:00:00", "2000-02-29 00:00:00"}, // 2000 is
    {"0 0 28 2 *", U, "2026-02-28 00:00:00", "2027-02-28 00:00:00"},
    {"0 0 30,31 2,4 *", U, "2026-01-01 00:00:00", "2026-04-30 00:00:00"},
    {"0 0 28-31 * *", U, "2026-02-28 00:00:00", "2026-03-28 00:00:00"},
    {"0 0 */10 * *", U, "2026-01-21 00:00:00", "2026-01-31 00:00:00"},
    {"0 0 */10 * *", U, "2026-01-31 00:00:00", "2026-02-01 00:00:00"},
    {"0 0 1 1 *", U, "2026-01-01 00:00:00", "2027-01-01 00:00:00"},
    {"0 0 1 jan *", U, "2026-01-01 00:00:00", "2027-01-01 00:00:00"},
    {"0 0 1 JUL *", U, "2026-01-01 00:00:00", "2026-07-01 00:00:00"},
    {"0 0 1 mar-may *", U, "2026-03-02 00:00:00", "2026-04-01 00:00:00"},
    {"0 0 1 jan,dec *", U, "2026-01-02 00:00:00", "2026-12-01 00:00:00"},
    {"0 0 1 */3 *", U, "2026-01-01 00:00:00", "2026-04-01 00:00:00"},
    {"0 0 1 2-12/5 *", U, "2026-02-01 00:00:00", "2026-07-01 00:00:00"},
    {"0 12 25 12 *", U, "2026-12-25 12:00:00", "2027-12-25 12:00:00"},
    {"59 23 31 12 *", U, "2026-12-31 23:58:59", "2026-12-31 23:59:00"},
    // days of the week
    {"0 9 * * 1", U, "2026-01-01 00:00:00", "2026-01-05 09:00:00"},
    {"0 9 * * 1", U, "2026-01-05 09:00:00", "2026-01-12 09:00:00"},
    {"0 3 * * 0", U, "2026-01-01 00:00:00", "2026-01-04 03:00:00"},
    {"0 3 * * 7", U, "2026-01-01 00:00:00", "2026-01-04 03:00:00"},
    {"0 3 * * sun", U, "2026-01-01 00:00:00", "2026-01-04 03:00:00"},
    {"0 3 * * Thu", U, "2026-01-01 00:00:00", "2026-01-01 03:00:00"},
    {"0 3 * * mon-fri", U, "2026-01-02 03:00:00", "2026-01-05 03:00:00"},
    {"0 3 * * 1-5", U, "2026-01-02 03:00:00", "2026-01-05 03:00:00"},
    {"0 3 * * 6,7", U, "2026-01-03 03:00:00", "2026-01-04 03:00:00"},
    {"0 3 * * 5-7", U, "2026-01-03 03:00:00", "2026-01-04 03:00:00"},
    {"0 3 * * 5-7", U, "2026-01-04 03:00:00", "2026-01-09 03:00:00"},
    {"0 3 * * fri-sun", U, "2026-01-04 03:00:00", "2026-01-09 03:00:00"},
    {"0 3 * * sun-mon", U, "2026-01-05 03:00:00", "2026-01-11 03:00:00"},
    {"0 3 * * 0-6", U, "2026-01-04 03:00:00", "2026-01-05 03:00:00"},
    {"0 3 * * 0-7", U, "2026-01-04 03:00:00", "2026-01-05 03:00:00"},
    {"0 3 * * */2", U, "2026-01-01 03:00:00", "2026-01-03 03:00:00"}, // Sun, Tue, Thu, Sat
    {"0 3 * * */7", U, "2026-01-01 03:00:00", "2026-01-04 03:00:00"},
    {"0 3 * * 1-5/2", U, "2026-01-02 03:00:00", "2026-01-05 03:00:00"},
    // both kinds of day: one that fits is enough, unless one of the fields begins with a star
    {"0 0 13 * 5", U, "2026-01-01 00:00:00", "2026-01-02 00:00:00"},
    {"0 0 13 * 5", U, "2026-01-09 00:00:00", "2026-01-13 00:00:00"},
    {"0 0 13 * 5", U, "2026-01-13 00:00:00", "2026-01-16 00:00:00"},
    {"0 0 1,15 * mon", U, "2026-01-12 00:00:00", "2026-01-15 00:00:00"},
    {"0 0 30 2 1", U, "2026-01-27 00:00:00", "2026-02-02 00:00:00"},  // Mondays in February
    {"0 0 */2 * 1", U, "2026-01-01 00:00:00", "2026-01-05 00:00:00"}, // odd days that are Mondays
    {"0 0 */2 * 1", U, "2026-01-05 00:00:00", "2026-01-19 00:00:00"},
    {"0 0 13 * */5", U, "2026-01-01 00:00:00", "2026-02-13 00:00:00"}, // Sundays and Fridays the 13th
    {"0 0 29 2 */7", U, "2026-01-01 00:00:00", "2032-02-29 00:00:00"}, // a leap day on a Sunday
    {"0 0 29 2 */7", U, "2072-03-01 00:00:00", "2088-02-29 00:00:00"},
    {"0 0 29 2 */7", U, "2088-02-29 00:00:00", "2128-02-29 00:00:00"}, // forty years, across 2100
};
INSTANTIATE_TEST_SUITE_P(Fields, CronNext, testing::ValuesIn(kFields));

const Row kZones[] = {
    // without a change near by
    {"0 8 * * *", C, "2026-05-01 00:00:00", "2026-05-01 07:00:00"},
    {"0 8 * * *", C, "2026-03-01 00:00:00", "2026-03-01 08:00:00"},
    {"0 8 * * *", P, "2026-01-01 06:59:00", "2026-01-01 07:00:00"},
    {"0 8 * * *", P, "2026-07-01 06:00:00", "2026-07-02 06:00:00"},
    {"0 8 * * *", N, "2026-01-01 12:59:00", "2026-01-01 13:00:00"},
    {"0 0 * * *", K, "2026-01-01 00:00:00", "2026-01-01 18:15:00"},
    {"*/30 * * * *", K, "2026-01-01 00:00:00", "2026-01-01 00:15:00"},
    {"0 9 * * 1", C, "2026-05-03 23:30:00", "2026-05-04 08:00:00"},
    {"0 0 1 * *", P, "2026-01-31 22:59:00", "2026-01-31 23:00:00"},
    {"0 0 1 * *", N, "2026-02-01 04:59:00", "2026-02-01 05:00:00"},
    {"30 23 31 12 *", P, "2026-12-01 00:00:00", "2026-12-31 22:30:00"},
    // Paris, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC
    {"0 8 * * *", P, "2026-03-28 07:00:00", "2026-03-29 06:00:00"},
    {"30 1 * * *", P, "2026-03-28 23:00:00", "2026-03-29 00:30:00"},
    {"30 2 * * *", P, "2026-03-28 12:00:00", "2026-03-29 01:00:00"},
    {"30 2 * * *", P, "2026-03-29 01:00:00", "2026-03-30 00:30:00"},
    {"0 2 * * *", P, "2026-03-29 00:59:59", "2026-03-29 01:00:00"},
    {"0 3 * * *", P, "2026-03-29 00:59:00", "2026-03-29 01:00:00"},
    {"0 2,3 * * *", P, "2026-03-29 00:00:00", "2026-03-29 01:00:00"}, // both are 03:00: once
    {"0 2,3 * * *", P, "2026-03-29 01:00:00", "2026-03-30 00:00:00"},
    {"*/10 2 * * *", P, "2026-03-29 00:00:00", "2026-03-29 01:00:00"},
    {"*/10 2 * * *", P, "2026-03-29 01:00:00", "2026-03-30 00:00:00"},
    {"30 */2 * * *", P, "2026-03-28 23:30:00", "2026-03-29 01:00:00"},
    {"30 2 29 3 *", P, "2026-03-01 00:00:00", "2026-03-29 01:00:00"},
    {"30 2 * * 0", P, "2026-03-28 00:00:00", "2026-03-29 01:00:00"},
    // ... with every hour allowed, the hours that pass count and nothing is made up for
    {"30 * * * *", P, "2026-03-29 00:30:00", "2026-03-29 01:30:00"},
    {"0 * * * *", P, "2026-03-29 00:00:00", "2026-03-29 01:00:00"},
    {"*/15 * * * *", P, "2026-03-29 00:45:00", "2026-03-29 01:00:00"},
    {"*/15 * * * *", P, "2026-03-29 01:00:00", "2026-03-29 01:15:00"},
    {"59 * * * *", P, "2026-03-29 00:58:00", "2026-03-29 00:59:00"},
    // Paris, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC
    {"0 8 * * *", P, "2026-10-24 06:00:00", "2026-10-25 07:00:00"},
    {"30 2 * * *", P, "2026-10-24 12:00:00", "2026-10-25 00:30:00"},
    {"30 2 * * *", P, "2026-10-25 00:30:00", "2026-10-26 01:30:00"}, // not the second 02:30
    {"30 2 * * *", P, "2026-10-25 01:15:00", "2026-10-26 01:30:00"},
    {"0 3 * * *", P, "2026-10-25 00:59:00", "2026-10-25 02:00:00"},
    {"0 2 * * *", P, "2026-10-25 00:00:00", "2026-10-26 01:00:00"},
    {"*/20 2 * * *", P, "2026-10-25 00:20:00", "2026-10-25 00:40:00"},
    {"*/20 2 * * *", P, "2026-10-25 00:40:00", "2026-10-26 01:00:00"},
    {"0 1-3 * * *", P, "2026-10-25 00:00:00", "2026-10-25 02:00:00"},
    {"0 * * * *", P, "2026-10-25 00:00:00", "2026-10-25 01:00:00"},
    {"0,50 * * * *", P, "2026-10-25 00:10:00", "2026-10-25 00:50:00"}, // before the second 02:00
    {"30 * * * *", P, "2026-10-25 00:30:00", "2026-10-25 01:30:00"},
    {"*/30 * * * *", P, "2026-10-25 00:30:00", "2026-10-25 01:00:00"},
    {"*/30 * * * *", P, "2026-10-25 01:00:00", "2026-10-25 01:30:00"},
    {"*/30 * * * *", P, "2026-10-25 01:30:00", "2026-10-25 02:00:00"},
    {"45 * 25 * *", P, "2026-10-25 00:45:00", "2026-10-25 01:45:00"},
    // Casablanca, 15 February 2026 (Ramadan begins): 03:00 becomes 02:00 at 02:00 UTC
    {"0 2 * * *", C, "2026-02-14 12:00:00", "2026-02-15 01:00:00"},
    {"0 2 * * *", C, "2026-02-15 01:00:00", "2026-02-16 02:00:00"},
    {"0 3 * * 0", C, "2026-02-15 00:00:00", "2026-02-15 03:00:00"},
    {"0 8 * * *", C, "2026-02-14 07:00:00", "2026-02-15 08:00:00"},
    {"0 */6 * * *", C, "2026-02-14 23:00:00", "2026-02-15 06:00:00"},
    {"*/15 * * * *", C, "2026-02-15 01:45:00", "2026-02-15 02:00:00"},
    {"*/15 * * * *", C, "2026-02-15 02:45:00", "2026-02-15 03:00:00"},
    // Casablanca, 22 March 2026 (it is over): 02:00 becomes 03:00 at 02:00 UTC
    {"0 2 * * *", C, "2026-03-21 12:00:00", "2026-03-22 02:00:00"},
    {"0 2 * * *", C, "2026-03-22 02:00:00", "2026-03-23 01:00:00"},
    {"0 3 * * 0", C, "2026-03-22 00:00:00", "2026-03-22 02:00:00"},
    {"0 8 * * *", C, "2026-03-21 08:00:00", "2026-03-22 07:00:00"},
    {"30 2 * * 0", C, "2026-03-21 00:00:00", "2026-03-22 02:00:00"},
    // New York, 8 March and 1 November 2026
    {"30 2 * * *", N, "2026-03-07 08:00:00", "2026-03-08 07:00:00"},
    {"30 1 * * *", N, "2026-10-31 12:00:00", "2026-11-01 05:30:00"},
    {"30 1 * * *", N, "2026-11-01 05:30:00", "2026-11-02 06:30:00"},
    {"0 * * * *", N, "2026-11-01 05:00:00", "2026-11-01 06:00:00"},
    // Lord Howe: half an hour. 4 April 2026: 02:00 becomes 01:30; 3 October: 02:00 becomes 02:30
    {"45 1 * * *", L, "2026-04-04 00:00:00", "2026-04-04 14:45:00"},
    {"45 1 * * *", L, "2026-04-04 14:45:00", "2026-04-05 15:15:00"},
    {"15 2 * * *", L, "2026-10-03 12:00:00", "2026-10-03 15:30:00"},
    {"45 2 * * *", L, "2026-10-03 12:00:00", "2026-10-03 15:45:00"},
    {"*/15 * * * *", L, "2026-04-04 14:45:00", "2026-04-04 15:00:00"},
    {"0 * * * *", L, "2026-10-03 14:30:00",
     "2026-10-03 16:00:00"}, // 02:00 is skipped; 03:00 follows 01:59 by 31 min
    // Apia left out a whole day: its 08:00 is the first instant after it
    {"0 8 * * *", A, "2011-12-29 18:00:00", "2011-12-30 10:00:00"},
    {"0 8 * * *", A, "2011-12-30 10:00:00", "2011-12-30 18:00:00"},
    {"0 0 30 12 *", A, "2011-12-29 18:00:00", "2011-12-30 10:00:00"},
    {"0 8 * * *", A, "2011-12-29 17:00:00", "2011-12-29 18:00:00"},
};
INSTANTIATE_TEST_SUITE_P(Zones, CronNext, testing::ValuesIn(kZones));

const Row kIntervals[] = {
    {"1 second", U, "2026-01-01 00:00:00", "2026-01-01 00:00:01"},
    {"30 seconds", U, "2026-01-01 00:00:45", "2026-01-01 00:01:15"},
    {"90 seconds", U, "2026-01-01 00:00:00", "2026-01-01 00:01:30"},
    {"1 minute", U, "2026-01-01 00:00:10", "2026-01-01 00:01:10"},
    {"5 MINUTES", U, "2025-12-31 23:58:00", "2026-01-01 00:03:00"},
    {"6 hours", P, "2026-03-28 23:00:00", "2026-03-29 05:00:00"},
    {"24 hours", P, "2026-10-24 23:00:00", "2026-10-25 23:00:00"},
    {" 2   hours ", U, "2026-01-01 00:00:00", "2026-01-01 02:00:00"},
    {"8784 hours", U, "2026-01-01 00:00:00", "2027-01-02 00:00:00"},
};
INSTANTIATE_TEST_SUITE_P(Intervals, CronNext, testing::ValuesIn(kIntervals));

TEST(Cron, visits_every_due_time_once) {
    // A week of "0 */6" in Paris across the autumn change: 4 a day, first passes only.
    const auto cron = Cron::parse("0 */6 * * *");
    ASSERT_TRUE(cron);
    Instant at = utc("2026-10-21 21:00:00");
    int runs = 0;
    while (auto next = cron->next_after(at, paris())) {
        if (*next > utc("2026-10-28 22:00:00"))
            break;
        EXPECT_GT(*next, at);
        at = *next;
        ++runs;
    }
    EXPECT_EQ(runs, 28);
    EXPECT_EQ(text_of(at), "2026-10-28 17:00:00");
}

TEST(Cron, keeps_microseconds_out) {
    const auto cron = Cron::parse("* * * * *");
    ASSERT_TRUE(cron);
    const auto next =
        cron->next_after(utc("2026-01-01 00:00:59") + std::chrono::microseconds{999'999}, greenwich());
    EXPECT_EQ(next, utc("2026-01-01 00:01:00"));
}

TEST(Cron, compares_by_meaning) {
    const auto parsed = [](const char *text) { return Cron::parse(text).value(); };
    EXPECT_EQ(parsed("0 0 * * 0"), parsed("0 0 * * sun"));
    EXPECT_EQ(parsed("0 0 * * 7"), parsed("0 0 * * 0"));
    EXPECT_EQ(parsed("60 seconds"), parsed("1 minute"));
    EXPECT_FALSE(parsed("0 0 * * *") == parsed("0 1 * * *"));
}

struct Wrong {
    const char *schedule;
    const char *message;
};

void PrintTo(const Wrong &wrong, std::ostream *out) {
    *out << '"' << wrong.schedule << '"';
}

class CronRefuses : public testing::TestWithParam<Wrong> {};

TEST_P(CronRefuses, and_says_where) {
    const auto cron = Cron::parse(GetParam().schedule);
    ASSERT_FALSE(cron);
    EXPECT_EQ(cron.error().code, "invalid_schedule");
    EXPECT_EQ(cron.error().reaction, Reaction::misconfigured);
    EXPECT_EQ(cron.error().message, std::string{GetParam().message});
}

const Wrong kWrong[] = {
    {"",
     "column 1: expected five fields (minute, hour, day of the month, month, day of the week) or an interval "
     "such as 30 seconds, found the end"},
    {"   ",
     "column 4: expected five fields (minute, hour, day of the month, month, day of the week) or an interval "
     "such as 30 seconds, found the end"},
    {"@daily", "column 1: expected the minute as a number from 0 to 59, or *, found \"@\""},
    {"0 8 * *", "column 8: expected the day of the week, found the end"},
    {"0 8 * * * *", "column 11: expected the end after five fields, found \"*\""},
    {"60 8 * * *", "column 1: expected the minute as a number from 0 to 59, or *, found \"60\""},
    {"-1 8 * * *", "column 1: expected the minute as a number from 0 to 59, or *, found \"-\""},
    {"0 24 * * *", "column 3: expected the hour as a number from 0 to 23, or *, found \"24\""},
    {"0 0 0 * *", "column 5: expected the day of the month as a number from 1 to 31, or *, found \"0\""},
    {"0 0 32 * *", "column 5: expected the day of the month as a number from 1 to 31, or *, found \"32\""},
    {"0 0 * 13 *",
     "column 7: expected the month as a number from 1 to 12, a name of three letters, or *, found \"13\""},
    {"0 0 * janu *",
     "column 7: expected the month as a number from 1 to 12, a name of three letters, or *, found \"janu\""},
    {"0 0 * * 8", "column 9: expected the day of the week as a number from 0 to 7, a name of three letters, "
                  "or *, found \"8\""},
    {"0 0 * * mo", "column 9: expected the day of the week as a number from 0 to 7, a name of three letters, "
                   "or *, found \"mo\""},
    {"mon 0 * * *", "column 1: expected the minute as a number from 0 to 59, or *, found \"mon\""},
    {"0 22-2 * * *",
     "column 6: expected a range that ends at or after its begin (two ranges go with a comma), "
     "found \"2\""},
    {"0 0 * * fri-mon",
     "column 13: expected a range that ends at or after its begin (two ranges go with a comma), "
     "found \"mon\""},
    {"1/20 * * * *", "column 2: expected a range before the step, such as 1-59/20, found \"/\""},
    {"*/0 * * * *", "column 3: expected a step from 1 to 60, found \"0\""},
    {"*/61 * * * *", "column 3: expected a step from 1 to 60, found \"61\""},
    {"*/90 * * * *", "column 3: expected a step from 1 to 60, found \"90\""},
    {"0 */25 * * *", "column 5: expected a step from 1 to 24, found \"25\""},
    {"10-20/12 * * * *", "column 7: expected a step from 1 to 11, found \"12\""},
    {"*/ * * * *", "column 3: expected a step from 1 to 60, found \" \""},
    {"*/x * * * *", "column 3: expected a step from 1 to 60, found \"x\""},
    {"1, * * * *", "column 3: expected the minute as a number from 0 to 59, or *, found \" \""},
    {"1- * * * *", "column 3: expected the minute as a number from 0 to 59, or *, found \" \""},
    {",1 * * * *", "column 1: expected the minute as a number from 0 to 59, or *, found \",\""},
    {"1-2-3 * * * *", "column 4: expected a comma or a blank after the minute, found \"-\""},
    {"*5 * * * *", "column 2: expected a comma or a blank after the minute, found \"5\""},
    {"5x * * * *", "column 2: expected a comma or a blank after the minute, found \"x\""},
    {"1;2 * * * *", "column 2: expected a comma or a blank after the minute, found \";\""},
    {"99999999999999999999 * * * *",
     "column 1: expected the minute as a number from 0 to 59, or *, found \"99999999999999999999\""},
    {"0 0 30 2 *", "column 5: expected a day that the months have, found \"30\""},
    {"0 0 31 4,6,9,11 *", "column 5: expected a day that the months have, found \"31\""},
    {"0 0 30-31 feb *", "column 5: expected a day that the months have, found \"30\""},
    {"0 seconds", "column 1: expected a number from 1 to 31622400, found \"0\""},
    {"9000 hours", "column 1: expected a number from 1 to 8784, found \"9000\""},
    {"99999999999 seconds", "column 1: expected a number from 1 to 31622400, found \"99999999999\""},
    {"5 days", "column 3: expected seconds, minutes or hours, found \"days\""},
    {"5 minutes 2", "column 11: expected the end of the schedule, found \"2\""},
    {"30seconds", "column 3: expected a comma or a blank after the minute, found \"seconds\""},
    {"every 5 minutes", "column 1: expected the minute as a number from 0 to 59, or *, found \"every\""},
    {"* * * * */8", "column 11: expected a step from 1 to 7, found \"8\""},
    {"0 8 * * *;drop", "column 10: expected a comma or a blank after the day of the week, found \";\""},
};
INSTANTIATE_TEST_SUITE_P(Schedules, CronRefuses, testing::ValuesIn(kWrong));

TEST(Cron, refuses_what_is_far_too_long) {
    EXPECT_FALSE(Cron::parse(std::string(1001, ' ')));
    EXPECT_FALSE(Cron::parse(std::string(100'000, '*')));
    EXPECT_FALSE(Cron::parse("0 0 * * " + std::string(900, '1')));
}

TEST(Cron, survives_any_bytes) {
    unsigned seed = 1;
    const std::string letters = "0123456789*/,-  \tjanfebsunmon@$L#?hoursecd\xff";
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (unsigned i = 0; i < round % 24u; ++i) {
            seed = seed * 1664525u + 1013904223u;
            text.push_back(letters[(seed >> 16) % letters.size()]);
        }
        if (const auto cron = Cron::parse(text)) {
            const auto next = cron->next_after(utc("2026-03-28 23:59:59"), paris());
            EXPECT_TRUE(!next || *next > utc("2026-03-28 23:59:59")) << text;
        }
    }
}

} // namespace
} // namespace social
