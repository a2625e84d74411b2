#include "pg/guard.hpp"

namespace social::pg {

namespace {

std::string text(const char *part) {
    return part ? part : "";
}

} // namespace

PgError::PgError(ErrorData *data)
    : SqlError(data->sqlerrcode, text(data->message), text(data->hint), text(data->detail)) {
    FreeErrorData(data);
}

void write_log(int level, const std::string &message, const std::string &hint) {
    const char *text = message.c_str();
    const char *advice = hint.c_str();
    run([=]() noexcept {
        HOLD_INTERRUPTS();
        ereport(level, (errmsg_internal("%s", text), *advice ? errhint("%s", advice) : 0));
        RESUME_INTERRUPTS();
    });
}

void Raised::keep(const SqlError &error) {
    sqlstate = error.sqlstate();
    strlcpy(message, error.what(), sizeof message);
    strlcpy(hint, error.hint().c_str(), sizeof hint);
    strlcpy(detail, error.detail().c_str(), sizeof detail);
}

void Raised::keep(const char *text) {
    sqlstate = ERRCODE_INTERNAL_ERROR;
    strlcpy(message, text, sizeof message);
}

void Raised::raise() const {
    ereport(ERROR, (errcode(sqlstate), errmsg_internal("%s", message), hint[0] ? errhint("%s", hint) : 0,
                    detail[0] ? errdetail_internal("%s", detail) : 0));
    pg_unreachable();
}

} // namespace social::pg
