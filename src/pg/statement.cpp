#include "pg/statement.hpp"

#include "pg/guard.hpp"

namespace social::pg {

std::uint64_t Statement::execute(std::span<const Bind> binds) {
    std::vector<Datum> values(binds.size());
    std::vector<char> nulls(binds.size());
    for (std::size_t i = 0; i < binds.size(); ++i) {
        values[i] = binds[i].value;
        nulls[i] = binds[i].null ? 'n' : ' ';
    }
    const char *sql = sql_;
    Oid *types = types_.data();
    int count = static_cast<int>(types_.size());
    if (!plan_)
        plan_ = call([=]() noexcept {
            SPIPlanPtr plan = SPI_prepare(sql, count, types);
            if (!plan)
                elog(ERROR, "cannot prepare: %s", SPI_result_code_string(SPI_result));
            SPI_keepplan(plan);
            return plan;
        });
    SPIPlanPtr plan = plan_;
    Datum *value_data = values.data();
    char *null_data = nulls.data();
    return call([=]() noexcept {
        int result = SPI_execute_plan(plan, value_data, null_data, false, 0);
        if (result < 0)
            elog(ERROR, "cannot execute: %s", SPI_result_code_string(result));
        return SPI_processed;
    });
}

Row Statement::row(std::uint64_t index) {
    return Row{SPI_tuptable->vals[index], SPI_tuptable->tupdesc};
}

void Statement::forget_rows() {
    if (SPI_tuptable)
        pg::run([]() noexcept { SPI_freetuptable(SPI_tuptable); });
}

Bind Row::get(int column) const {
    HeapTuple tuple = tuple_;
    TupleDesc shape = shape_;
    return call([=]() noexcept {
        Bind bind;
        bind.value = SPI_getbinval(tuple, shape, column + 1, &bind.null);
        return bind;
    });
}

std::string Row::text(int column) const {
    auto value = get(column);
    return value.null ? std::string{} : text_of(value.value);
}

std::optional<std::string> Row::text_or_null(int column) const {
    auto value = get(column);
    return value.null ? std::nullopt : std::optional{text_of(value.value)};
}

std::string Row::uuid(int column) const {
    auto value = get(column);
    return value.null ? std::string{} : uuid_text(value.value);
}

std::string Row::bytes(int column) const {
    return text(column);
}

std::string Row::json(int column) const {
    auto value = get(column);
    return value.null ? std::string{} : jsonb_text(value.value);
}

bool Row::boolean(int column) const {
    auto value = get(column);
    return !value.null && DatumGetBool(value.value);
}

int Row::integer(int column) const {
    auto value = get(column);
    return value.null ? 0 : DatumGetInt32(value.value);
}

std::int64_t Row::bigint(int column) const {
    auto value = get(column);
    return value.null ? 0 : DatumGetInt64(value.value);
}

std::optional<std::int64_t> Row::bigint_or_null(int column) const {
    auto value = get(column);
    return value.null ? std::nullopt : std::optional{DatumGetInt64(value.value)};
}

std::optional<Instant> Row::instant(int column) const {
    auto value = get(column);
    return value.null ? std::nullopt : std::optional{from_pg(DatumGetTimestampTz(value.value))};
}

std::vector<std::string> Row::texts(int column) const {
    auto value = get(column);
    return value.null ? std::vector<std::string>{} : text_array(value.value);
}

} // namespace social::pg
