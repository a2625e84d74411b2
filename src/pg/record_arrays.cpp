#include "pg/record_arrays.hpp"

#include "pg/guard.hpp"

extern "C" {
#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "parser/parse_type.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"
}

namespace social::pg {

namespace {

Oid type_named(const char *type) {
    Oid schema = get_namespace_oid("social_internal", false);
    Oid found =
        GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(type), ObjectIdGetDatum(schema));
    if (!OidIsValid(found))
        elog(ERROR, "type social_internal.%s does not exist", type);
    return found;
}

} // namespace

CompositeArray::CompositeArray(const char *type)
    : type_(call([type]() noexcept { return type_named(type); })),
      shape_(call([this]() noexcept { return lookup_rowtype_tupdesc_copy(type_, -1); })),
      // The analyzer does not know that call() has thrown where there is no shape.
      // NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
      values_(static_cast<std::size_t>(shape_->natts)), nulls_(static_cast<std::size_t>(shape_->natts), 1) {}

CompositeArray::~CompositeArray() = default; // the transaction's memory context takes the rest away

int CompositeArray::index_of(const char *attribute) {
    // Attribute names are literals, so their addresses identify them: found by a pointer comparison after the
    // first row.
    for (auto [name, index] : indexes_)
        if (name == attribute)
            return index;
    for (int i = 0; i < shape_->natts; ++i)
        if (strcmp(NameStr(TupleDescAttr(shape_, i)->attname), attribute) == 0) {
            indexes_.emplace_back(attribute, i);
            return i;
        }
    throw SqlError(
        ERRCODE_UNDEFINED_COLUMN, std::string("social_internal has no attribute ") + attribute,
        "The library and the extension's objects differ in version: run ALTER EXTENSION pg_social UPDATE.");
}

void CompositeArray::add_row() {
    close_row();
    std::fill(nulls_.begin(), nulls_.end(), char{1});
    open_ = true;
}

void CompositeArray::set(const char *attribute, Bind value) {
    auto index = static_cast<std::size_t>(index_of(attribute));
    values_[index] = value.value;
    nulls_[index] = value.null ? 1 : 0;
}

void CompositeArray::close_row() {
    if (!open_)
        return;
    TupleDesc shape = shape_;
    Datum *values = values_.data();
    auto *nulls = reinterpret_cast<bool *>(nulls_.data());
    rows_.push_back(
        call([=]() noexcept { return HeapTupleGetDatum(heap_form_tuple(shape, values, nulls)); }));
    open_ = false;
}

Oid CompositeArray::array_type() const {
    Oid type = type_;
    return call([type]() noexcept { return get_array_type(type); });
}

Bind CompositeArray::finish() {
    close_row();
    Datum *rows = rows_.data();
    int count = static_cast<int>(rows_.size());
    Oid type = type_;
    return {call([=]() noexcept {
                return PointerGetDatum(construct_array(rows, count, type, -1, false, TYPALIGN_DOUBLE));
            }),
            false};
}

} // namespace social::pg
