// A job worker: runs one job, step by step, each step a transaction of its own, and ends. What failed is
// recorded with its cause; the scheduler records the end of one that could not.
#include "pg/guard.hpp"
#include "pg/process.hpp"
#include "pg/statement.hpp"
#include "pg/transaction.hpp"

extern "C" {
PGDLLEXPORT void pg_social_job_worker_main(Datum);
}

namespace social::pg {

namespace {

// A lock that somebody does not give back must not keep the job from ever running again.
constexpr const char *kLockTimeout = "60s";
constexpr std::chrono::milliseconds kWhileLocked{1000};

std::string explained(const SqlError &error) {
    std::string text = error.what();
    for (const auto &more : {error.detail(), error.hint()})
        if (!more.empty())
            text += (text.ends_with('.') ? " " : ". ") + more;
    return text;
}

class Job {
public:
    explicit Job(std::string name) : name_(std::move(name)) {}

    void run() {
        begin();
        if (run_.empty())
            return;
        std::optional<std::string> failure, code;
        try {
            for (std::optional<std::string> position = step(std::nullopt); position;
                 position = step(position))
                check_for_interrupts();
        } catch (const SqlError &error) {
            failure = explained(error);
            code = unpack_sql_state(error.sqlstate());
        } catch (const std::exception &error) {
            failure = error.what();
            code = unpack_sql_state(ERRCODE_INTERNAL_ERROR);
        }
        if (failure)
            write_log(LOG, "pg_social job \"" + name_ + "\" failed: " + *failure);
        end(failure, code);
    }

private:
    void begin() {
        Statement begin{"select social_internal.begin_run_of($1)", {TEXTOID}};
        WorkTransaction transaction("beginning a job");
        begin.run({bind_text(name_)}, [&](const Row &row) { run_ = row.uuid(0); });
        transaction.commit();
    }

    std::optional<std::string> step(const std::optional<std::string> &position) {
        std::optional<std::string> next;
        WorkTransaction transaction(name_.c_str());
        step_.run({bind_uuid(run_), bind_optional(position)},
                  [&](const Row &row) { next = row.text_or_null(0); });
        transaction.commit();
        return next;
    }

    void end(const std::optional<std::string> &failure, const std::optional<std::string> &code) {
        while (!recorded_end(failure, code))
            sleep_until_woken(kWhileLocked);
    }

    // False while somebody is changing the job's schedule.
    bool recorded_end(const std::optional<std::string> &failure, const std::optional<std::string> &code) {
        bool recorded = false;
        WorkTransaction transaction("ending a job");
        end_.run({bind_uuid(run_), bind_optional(failure), bind_optional(code)},
                 [&](const Row &row) { recorded = row.boolean(0); });
        transaction.commit();
        return recorded;
    }

    std::string name_;
    std::string run_;
    Statement step_{"select social_internal.run_step($1, $2)", {UUIDOID, TEXTOID}};
    Statement end_{"select social_internal.end_run($1, $2, $3)", {UUIDOID, TEXTOID, TEXTOID}};
};

} // namespace
} // namespace social::pg

void pg_social_job_worker_main(Datum) {
    using namespace social::pg;
    boundary([] {
        auto assigned = begin_process();
        if (!extension_is_here())
            leave_by_itself();
        show_activity(assigned.job);
        run([]() noexcept { SetConfigOption("lock_timeout", kLockTimeout, PGC_USERSET, PGC_S_SESSION); });
        // Before leave_by_itself(), which runs no destructors.
        {
            Job job{assigned.job};
            job.run();
        }
        leave_by_itself();
    });
}
