// The SQL-callable functions of social_internal, as sql/install/worker_calls.sql declares them. Each checks
// its arguments and hands over; frames that may be left by longjmp hold plain data only.
#include "core/platforms/adapter.hpp"
#include "core/platforms/login_flow.hpp"
#include "pg/convert.hpp"
#include "pg/guard.hpp"
#include "pg/log_redaction.hpp"
#include "pg/mailbox.hpp"
#include "pg/moved_clock.hpp"
#include "pg/process.hpp"
#include "pg/settings.hpp"
#include "pg/shared_state.hpp"
#include "pg/wake.hpp"

extern "C" {
#include "utils/array.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

SQL_FUNCTION(pg_social_current_time);
SQL_FUNCTION(pg_social_set_clock);
SQL_FUNCTION(pg_social_hide_statement);
SQL_FUNCTION(pg_social_require_preload);
SQL_FUNCTION(pg_social_ask_worker);
SQL_FUNCTION(pg_social_authorize_url);
SQL_FUNCTION(pg_social_default_platforms);
SQL_FUNCTION(pg_social_is_revocable);
}

namespace social::pg {

namespace {

constexpr int kTimedOut = MAKE_SQLSTATE('P', 'S', '0', '0', '5');
constexpr TimestampTz kChangeTakes = 5 * USECS_PER_SEC; // of the number of sync workers, once all have gone

// A day at most. In floating point, where the largest intervals (or infinite ones) do not overflow.
TimestampTz interval_from_now(const Interval *interval) {
    double microseconds = static_cast<double>(interval->time) +
                          (interval->day + interval->month * 30.0) * static_cast<double>(USECS_PER_DAY);
    return GetCurrentTimestamp() +
           static_cast<TimestampTz>(std::clamp(microseconds, 0.0, static_cast<double>(USECS_PER_DAY)));
}

// JSON, NUL, then each secret with a NUL: the layout that take_mail() reads.
char *pack_request(const char *json, ArrayType *secrets, std::size_t *size) {
    Datum *values = nullptr;
    bool *nulls = nullptr;
    int count = 0;
    if (secrets)
        deconstruct_array(secrets, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &count);
    std::size_t length = strlen(json) + 1; // with its NUL
    std::size_t room = length;
    for (int i = 0; i < count; ++i)
        room += nulls[i] ? 1 : VARSIZE_ANY_EXHDR(DatumGetTextPP(values[i])) + 1;
    auto *packed = static_cast<char *>(palloc0(room));
    memcpy(packed, json, length);
    char *at = packed + length;
    for (int i = 0; i < count; ++i) {
        if (!nulls[i]) {
            auto *secret = DatumGetTextPP(values[i]);
            memcpy(at, VARDATA_ANY(secret), VARSIZE_ANY_EXHDR(secret));
            at += VARSIZE_ANY_EXHDR(secret);
        }
        ++at;
    }
    *size = room;
    return packed;
}

// How many workers share the users. `coming`: one of them is about to be there, as they are just changing to
// another number.
int count_sync_workers(bool *coming) {
    LWLockAcquire(shared->lock, LW_SHARED);
    auto *database = slot_of(MyDatabaseId);
    int count = database && database->agreed_sync_workers > 0 ? database->agreed_sync_workers : 1;
    *coming = database && database->changing_workers;
    for (int i = 0; database && i < count; ++i)
        *coming = *coming || is_coming(*database, i);
    LWLockRelease(shared->lock);
    return count;
}

// The same, once those that are about to be there are; or as it is after a while. 0: they were not there in
// time.
int settled_sync_workers(TimestampTz deadline) {
    auto give_up_at = std::min(deadline, GetCurrentTimestamp() + kChangeTakes);
    for (;;) {
        bool coming = false;
        int count = count_sync_workers(&coming);
        auto now = GetCurrentTimestamp();
        if (!coming || now >= give_up_at)
            return coming && now >= deadline ? 0 : count;
        (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 10, PG_WAIT_EXTENSION);
        ResetLatch(MyLatch);
        CHECK_FOR_INTERRUPTS();
    }
}

// The same arithmetic as in social_internal.is_share().
int worker_of(Datum user_id, int workers) {
    auto hash = DatumGetUInt64(DirectFunctionCall2(uuid_hash_extended, user_id, Int64GetDatum(0)));
    return static_cast<int>((hash & INT64CONST(0x7fffffffffffffff)) % static_cast<std::uint64_t>(workers));
}

// A sync that was not finished in time goes on, or is for its caller to queue; anything else is an error.
char *reply_to_time_out(const char *request, bool goes_on) {
    if (strstr(request, "\"kind\": \"sync\""))
        return pstrdup(goes_on ? "{\"queued\": true}" : "{\"queued\": false}");
    if (goes_on)
        ereport(ERROR, (errcode(kTimedOut), errmsg("the platform did not answer within the time to wait"),
                        errdetail("goes_on"),
                        errhint("It goes on in the background: look at get_user_connections() in a moment."),
                        errhidestmt(true)));
    ereport(ERROR, (errcode(kTimedOut), errmsg("no worker took the request within the time to wait"),
                    errdetail("not_begun: no code or token was used."),
                    errhint("Look at worker_status(), and try again."), errhidestmt(true)));
}

// All workers when there is no user. The answers of several are an array, of those that came in time.
char *ask_for(const Datum *user_id, const char *request, const char *packed, std::size_t size,
              TimestampTz deadline) {
    // What needs no platform is done at once, whoever is about to leave.
    const bool can_wait = user_id && !strstr(request, "\"kind\": \"encrypt_secret\"");
    Asking askings[kMaxSyncWorkers];
    int count = 0;
    do {
        const int workers = settled_sync_workers(deadline);
        if (workers == 0)
            return reply_to_time_out(request, false);
        count = user_id ? 1 : workers;
        memset(askings, 0, sizeof askings);
        for (int i = 0; i < count; ++i)
            askings[i].worker = user_id ? worker_of(*user_id, workers) : i;
        for (int first = 0; first < count; first += settings.max_waiting)
            ask_workers(askings + first, std::min(count - first, settings.max_waiting), packed, size,
                        can_wait, deadline);
    } while (askings[0].asked == Asked::returned);
    StringInfoData replies;
    initStringInfo(&replies);
    int answered = 0;
    bool goes_on = false;
    for (const auto &asking : askings) {
        goes_on = goes_on || asking.asked == Asked::goes_on;
        if (asking.reply)
            appendStringInfo(&replies, "%c%s", answered++ == 0 ? '[' : ',', asking.reply);
    }
    if (answered == 0)
        return reply_to_time_out(request, goes_on);
    if (user_id)
        return askings[0].reply;
    if (answered < count)
        ereport(WARNING, (errmsg("%d of %d sync workers did not answer within the time to wait",
                                 count - answered, count),
                          errdetail("What they found is missing here."), errhint("Look at worker_status()."),
                          errhidestmt(true)));
    appendStringInfoChar(&replies, ']');
    return replies.data;
}

} // namespace
} // namespace social::pg

using namespace social::pg;

Datum pg_social_current_time(PG_FUNCTION_ARGS) {
    PG_RETURN_TIMESTAMPTZ(current_time());
}

Datum pg_social_set_clock(PG_FUNCTION_ARGS) {
    require_preload();
    if (!superuser())
        ereport(ERROR,
                (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg("only a superuser may move the clock")));
    Interval *offset = PG_GETARG_INTERVAL_P(0);
    std::int64_t moved = offset->time + (offset->day + offset->month * INT64CONST(30)) * USECS_PER_DAY;
    remember_clock_offset(moved);
    shared->clock_offset.store(moved);
    wake_database(MyDatabaseId);
    PG_RETURN_VOID();
}

Datum pg_social_hide_statement(PG_FUNCTION_ARGS) {
    hide_running_statement();
    PG_RETURN_VOID();
}

// Called by the install script, so that CREATE EXTENSION says at once what is missing.
Datum pg_social_require_preload(PG_FUNCTION_ARGS) {
    require_preload();
    PG_RETURN_VOID();
}

Datum pg_social_ask_worker(PG_FUNCTION_ARGS) {
    require_preload();
    hide_running_statement();
    if (PG_ARGISNULL(1) || PG_ARGISNULL(3))
        ereport(ERROR,
                (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("request and wait must not be null")));
    if (RecoveryInProgress())
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE), errmsg("this server is a standby"),
                        errhint("Ask the primary: workers run there only.")));
    const char *request = DatumGetCString(DirectFunctionCall1(jsonb_out, PG_GETARG_DATUM(1)));
    std::size_t size = 0;
    char *packed = pack_request(request, PG_ARGISNULL(2) ? nullptr : PG_GETARG_ARRAYTYPE_P(2), &size);
    TimestampTz deadline = interval_from_now(PG_GETARG_INTERVAL_P(3));
    Datum user_id = PG_ARGISNULL(0) ? Datum{0} : PG_GETARG_DATUM(0);
    char *volatile reply = nullptr;
    // Wiped however the wait ends. (At the end of the process nothing is: its memory goes.)
    PG_TRY();
    { reply = ask_for(PG_ARGISNULL(0) ? nullptr : &user_id, request, packed, size, deadline); }
    PG_FINALLY();
    { explicit_bzero(packed, size); }
    PG_END_TRY();
    return DirectFunctionCall1(jsonb_in, CStringGetDatum(reply));
}

Datum pg_social_authorize_url(PG_FUNCTION_ARGS) {
    for (int i : {0, 2, 3, 4, 6})
        if (PG_ARGISNULL(i))
            ereport(ERROR,
                    (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("argument %d must not be null", i + 1)));
    return boundary([&]() -> Datum {
        auto text_at = [&](int i) { return PG_ARGISNULL(i) ? std::string{} : text_of(PG_GETARG_DATUM(i)); };
        auto platform = social::platform_named(text_at(0));
        const auto *adapter = platform ? social::adapter_for(*platform) : nullptr;
        if (!adapter)
            throw SqlError(ERRCODE_INVALID_PARAMETER_VALUE, text_at(0) + " cannot be connected yet");
        social::App app;
        app.platform = *platform;
        app.login_flow = text_at(1);
        app.authorize_url = text_at(2);
        app.client_id = text_at(3);
        if (!PG_ARGISNULL(5))
            app.scopes = text_array(PG_GETARG_DATUM(5));
        fill_in_login_flow(app);
        auto redirect_uri = text_at(4), state = text_at(6), challenge = text_at(7);
        return bind_text(adapter->authorize_url(app, {redirect_uri, state, challenge})).value;
    });
}

Datum pg_social_default_platforms(PG_FUNCTION_ARGS) {
    InitMaterializedSRF(fcinfo, 0);
    auto *result = reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo);
    return boundary([&]() -> Datum {
        constexpr const char *kPolicies[] = {"none", "extend", "rotate"};
        for (auto [platform, name] : social::kPlatformNames) {
            const auto *adapter = social::adapter_for(platform);
            std::vector<Bind> row(12);
            row[0] = bind_text(name);
            row[1] = bind_bool(adapter != nullptr);
            if (adapter) {
                const auto &defaults = adapter->defaults("");
                std::vector<std::string> scopes(defaults.scopes.begin(), defaults.scopes.end());
                row[2] = bind_text(defaults.client_id_name);
                row[3] = bind_text(defaults.authorize_url);
                row[4] = bind_text(defaults.token_url);
                row[5] = bind_text(defaults.api_url);
                row[6] = bind_text(defaults.api_version);
                row[7] = bind_text_array(scopes);
                row[8] = bind_int(defaults.calls_per_hour);
                row[9] = bind_bool(defaults.pkce);
                row[10] = bind_text(kPolicies[static_cast<int>(defaults.refresh_policy)]);
                row[11] = bind_bool(defaults.revocable);
            }
            Datum values[12];
            bool nulls[12];
            for (std::size_t i = 0; i < row.size(); ++i) {
                values[i] = row[i].value;
                nulls[i] = row[i].null;
            }
            run([&]() noexcept { tuplestore_putvalues(result->setResult, result->setDesc, values, nulls); });
        }
        return Datum{0};
    });
}

Datum pg_social_is_revocable(PG_FUNCTION_ARGS) {
    return boundary([&]() -> Datum {
        auto text_at = [&](int i) { return PG_ARGISNULL(i) ? std::string{} : text_of(PG_GETARG_DATUM(i)); };
        auto platform = social::platform_named(text_at(0));
        const auto *adapter = platform ? social::adapter_for(*platform) : nullptr;
        return BoolGetDatum(adapter && adapter->defaults(text_at(1)).revocable);
    });
}
