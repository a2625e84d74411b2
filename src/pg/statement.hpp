// Statement: one named SQL statement of a worker, planned once and kept. Rows are read inside the transaction
// that ran it.
#pragma once

#include "pg/convert.hpp"
#include "pg/postgres.hpp"

#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>

namespace social::pg {

class Row {
public:
    Row(const Datum *values, const bool *nulls) : values_(values), nulls_(nulls) {}

    // Columns count from 0. Each getter of a NULL gives the empty value of its type; use null() where that
    // matters.
    bool null(int column) const { return nulls_[column]; }
    std::string text(int column) const;
    // The text where it lies, until the next row: for what is only looked at, and for secrets, so that no
    // copy of them is left behind.
    std::string_view view(int column) const;
    std::optional<std::string> text_or_null(int column) const;
    std::string uuid(int column) const;
    std::string bytes(int column) const;
    std::string json(int column) const;
    bool boolean(int column) const;
    int integer(int column) const;
    std::int64_t bigint(int column) const;
    std::optional<std::int64_t> bigint_or_null(int column) const;
    std::optional<Instant> instant(int column) const;
    std::vector<std::string> texts(int column) const;

private:
    const Datum *values_;
    const bool *nulls_;
};

class Statement {
public:
    // `types` are the parameters' type OIDs; one left InvalidOid is inferred.
    Statement(const char *sql, std::initializer_list<Oid> types) : sql_(sql), types_(types) {}
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    // Runs it in the current transaction and calls `each` with every row.
    template <typename Each>
    void run(std::initializer_list<Bind> binds, Each each) {
        auto rows = execute(binds);
        for (std::uint64_t i = 0; i < rows; ++i)
            each(row(i));
        forget_rows();
    }
    void run(std::initializer_list<Bind> binds) {
        execute(binds);
        forget_rows();
    }

private:
    std::uint64_t execute(std::span<const Bind> binds);
    std::uint64_t execute(std::initializer_list<Bind> binds) {
        return execute(std::span<const Bind>(binds.begin(), binds.size()));
    }
    Row row(std::uint64_t index);
    static void forget_rows();

    const char *sql_;
    std::vector<Oid> types_;
    SPIPlanPtr plan_ = nullptr;
    // One row, taken apart at once: asked for one by one, each column would be looked for from the front.
    std::vector<Datum> values_;
    std::unique_ptr<bool[]> nulls_;
};

} // namespace social::pg
