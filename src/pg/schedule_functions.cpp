// social_internal.preview_cron(): when a schedule would run.
#include "pg/postgres.hpp"

extern "C" {
SQL_FUNCTION(pg_social_preview_schedule);
}

Datum pg_social_preview_schedule(PG_FUNCTION_ARGS) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("schedules are not available yet")));
}
