// The two crossings between C++ exceptions and PostgreSQL's longjmp, and nothing else.
//
//   call(...)      going out: runs server code, turns an ERROR into a PgError exception
//   boundary(...)  coming in: runs our code, turns any exception into an ERROR once every destructor has run
//
// A PgError that is caught must be followed by the end of the (sub)transaction it broke.
#pragma once

#include "pg/postgres.hpp"

#include <exception>
#include <string>
#include <type_traits>

namespace social::pg {

// An error with its SQLSTATE: one of ours that is to reach the SQL caller as it is, or one of the server's
// (PgError).
class SqlError : public std::exception {
public:
    SqlError(int sqlstate, std::string message, std::string hint = {}, std::string detail = {})
        : sqlstate_(sqlstate), message_(std::move(message)), hint_(std::move(hint)),
          detail_(std::move(detail)) {}
    const char *what() const noexcept override { return message_.c_str(); }
    int sqlstate() const noexcept { return sqlstate_; }
    const std::string &hint() const noexcept { return hint_; }
    const std::string &detail() const noexcept { return detail_; }

private:
    int sqlstate_;
    std::string message_, hint_, detail_;
};

// An ERROR that the server raised inside call(). It keeps copies: the transaction that failed takes its own
// away.
class PgError : public SqlError {
public:
    // Frees `data`.
    explicit PgError(ErrorData *data);
};

template <typename Call>
auto call(Call pg_call) {
    using Value = std::invoke_result_t<Call &>;
    static_assert(std::is_nothrow_invocable_v<Call &>, "C++ exceptions must not cross PG_TRY");
    static_assert(std::is_trivially_destructible_v<Value>, "a longjmp would skip the destructor");
    MemoryContext caller = CurrentMemoryContext;
    ErrorData *volatile failure = nullptr; // set after the jump
    Value value{};
    PG_TRY();
    { value = pg_call(); }
    PG_CATCH();
    {
        // Where it can outlive whatever the failure broke; PgError frees it.
        MemoryContextSwitchTo(TopMemoryContext);
        failure = CopyErrorData();
        MemoryContextSwitchTo(caller);
        FlushErrorState();
    }
    PG_END_TRY();
    if (failure)
        throw PgError{failure};
    return value;
}

// For server code without a result.
template <typename Call>
void run(Call pg_call) {
    static_assert(std::is_nothrow_invocable_v<Call &>, "C++ exceptions must not cross PG_TRY");
    call([&]() noexcept {
        pg_call();
        return true;
    });
}

// Writes to the server's log. ereport() alone looks for interrupts when it has written, which can jump: it is
// not for frames that own C++ objects. Here a cancel waits for the next check_for_interrupts() or statement:
// it must not break off whatever is telling of an error.
void write_log(int level, const std::string &message, const std::string &hint = {});

// Plain text of an exception, kept where no destructor is needed until it can be raised.
struct Raised {
    int sqlstate = 0;
    char message[1024] = {};
    char hint[512] = {};
    char detail[512] = {};

    void keep(const SqlError &error);
    void keep(const char *text);
    [[noreturn]] void raise() const;
};

template <typename Body>
auto boundary(Body &&body) -> std::invoke_result_t<Body &> {
    Raised raised;
    try {
        return body();
    } catch (const SqlError &error) {
        raised.keep(error);
    } catch (const std::exception &error) {
        raised.keep(error.what());
    } catch (...) {
        raised.keep("unknown C++ exception");
    }
    raised.raise();
}

// CHECK_FOR_INTERRUPTS for frames that own C++ objects.
inline void check_for_interrupts() {
    if (INTERRUPTS_PENDING_CONDITION())
        run([]() noexcept { ProcessInterrupts(); });
}

} // namespace social::pg
