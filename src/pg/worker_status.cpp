// social_internal.worker_table(): the processes of the cluster, as they describe themselves in shared memory.
#include "pg/convert.hpp"
#include "pg/guard.hpp"
#include "pg/process.hpp"
#include "pg/shared_state.hpp"

extern "C" {
#include "commands/dbcommands.h"

SQL_FUNCTION(pg_social_worker_table);
}

namespace social::pg {

namespace {

constexpr int kColumns = 16;

struct Words {
    const char *note;
    const char *refusal;
};

void put(ReturnSetInfo *result, const char *type, const ProcessSlot &place, const char *database,
         Words words) {
    Datum values[kColumns] = {};
    bool nulls[kColumns] = {};
    values[0] = CStringGetTextDatum(type);
    values[1] = Int32GetDatum(place.pid);
    nulls[1] = place.pid == 0;
    values[2] = database ? CStringGetTextDatum(database) : 0;
    nulls[2] = !database;
    const char *state = place.pid != 0 ? "running" : place.registered ? "starting" : "not running";
    values[3] = CStringGetTextDatum(state);
    values[4] = CStringGetTextDatum(place.activity);
    values[5] = TimestampTzGetDatum(place.started_at);
    nulls[5] = place.pid == 0;
    values[6] = TimestampTzGetDatum(place.heartbeat_at);
    nulls[6] = place.heartbeat_at == 0;
    values[7] = Int32GetDatum(place.in_flight);
    values[8] = Int64GetDatum(place.recorded);
    values[9] = Int64GetDatum(place.failed);
    values[10] = BoolGetDatum(place.cautious);
    auto put_text = [&](int column, const char *text, bool holds = true) {
        nulls[column] = !holds || !*text;
        if (!nulls[column])
            values[column] = CStringGetTextDatum(text);
    };
    put_text(11, words.note);
    put_text(12, place.key_problem, place.pid != 0);
    put_text(13, place.trouble, place.pid != 0);
    put_text(14, words.refusal);
    values[15] = Int32GetDatum(place.unrecorded);
    tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

void put_database(ReturnSetInfo *result, const DatabaseSlot &slot) {
    if (slot.presence == Presence::absent)
        return;
    // The refusal is what the first sync worker has read: without one nobody knows.
    Words words{slot.holders > 0 ? "a statement keeps the workers away" : slot.note,
                slot.sync[0].pid != 0 ? slot.refusal : ""};
    put(result, "pg_social scheduler", slot.scheduler, slot.name, words);
    for (int i = 0; i < kMaxSyncWorkers; ++i)
        if (i < slot.wanted_sync_workers || slot.sync[i].pid != 0)
            put(result, "pg_social sync worker", slot.sync[i], slot.name, words);
    for (const auto &job : slot.jobs)
        if (job.pid != 0)
            put(result, "pg_social job worker", job, slot.name, words);
}

} // namespace
} // namespace social::pg

Datum pg_social_worker_table(PG_FUNCTION_ARGS) {
    using namespace social::pg;
    require_preload();
    InitMaterializedSRF(fcinfo, 0);
    auto *result = reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo);
    // A copy, so that nothing is allocated under the lock.
    auto *copy = static_cast<SharedState *>(palloc(sizeof(SharedState)));
    LWLockAcquire(shared->lock, LW_SHARED);
    memcpy(static_cast<void *>(copy), static_cast<const void *>(shared), sizeof(SharedState));
    LWLockRelease(shared->lock);
    put(result, "pg_social launcher", copy->launcher, nullptr, {"", ""});
    for (const auto &slot : copy->databases)
        if (OidIsValid(slot.database) && slot.name[0] != '\0')
            put_database(result, slot);
    return Datum{0};
}
