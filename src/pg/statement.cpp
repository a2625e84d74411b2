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
    HeapTuple tuple = SPI_tuptable->vals[index];
    TupleDesc shape = SPI_tuptable->tupdesc;
    auto columns = static_cast<std::size_t>(shape->natts);
    if (values_.size() != columns) {
        values_.resize(columns);
        nulls_ = std::make_unique<bool[]>(columns);
    }
    Datum *values = values_.data();
    bool *nulls = nulls_.get();
    pg::run([=]() noexcept { heap_deform_tuple(tuple, shape, values, nulls); });
    return Row{values, nulls};
}

void Statement::forget_rows() {
    if (SPI_tuptable)
        pg::run([]() noexcept { SPI_freetuptable(SPI_tuptable); });
}

std::string_view Row::view(int column) const {
    return null(column) ? std::string_view{} : text_view(values_[column]);
}

std::string Row::text(int column) const {
    return std::string{view(column)};
}

std::optional<std::string> Row::text_or_null(int column) const {
    return null(column) ? std::nullopt : std::optional{text(column)};
}

std::string Row::uuid(int column) const {
    return null(column) ? std::string{} : uuid_text(values_[column]);
}

std::string Row::bytes(int column) const {
    return text(column);
}

std::string Row::json(int column) const {
    return null(column) ? std::string{} : jsonb_text(values_[column]);
}

bool Row::boolean(int column) const {
    return !null(column) && DatumGetBool(values_[column]);
}

int Row::integer(int column) const {
    return null(column) ? 0 : DatumGetInt32(values_[column]);
}

std::int64_t Row::bigint(int column) const {
    return null(column) ? 0 : DatumGetInt64(values_[column]);
}

std::optional<std::int64_t> Row::bigint_or_null(int column) const {
    return null(column) ? std::nullopt : std::optional{DatumGetInt64(values_[column])};
}

std::optional<Instant> Row::instant(int column) const {
    return null(column) ? std::nullopt : std::optional{from_pg(DatumGetTimestampTz(values_[column]))};
}

std::vector<std::string> Row::texts(int column) const {
    return null(column) ? std::vector<std::string>{} : text_array(values_[column]);
}

} // namespace social::pg
