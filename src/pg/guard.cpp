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
