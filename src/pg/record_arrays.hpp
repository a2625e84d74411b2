// Arrays of composite values for social_internal.record_syncs(): rows are filled by attribute name, so that
// the order of a type's attributes is known to the install script alone.
#pragma once

#include "pg/convert.hpp"
#include "pg/postgres.hpp"

namespace social::pg {

class CompositeArray {
public:
    // `type` is the name of a composite type in social_internal. To be made and used inside one transaction.
    explicit CompositeArray(const char *type);
    ~CompositeArray();
    CompositeArray(const CompositeArray &) = delete;
    CompositeArray &operator=(const CompositeArray &) = delete;

    // Begins a row; every attribute is NULL until it is set.
    void add_row();
    void set(const char *attribute, Bind value);
    Bind finish();
    // The type of what finish() gives, for a statement's parameter.
    Oid array_type() const;

private:
    void close_row();
    int index_of(const char *attribute);

    Oid type_;
    TupleDesc shape_;
    std::vector<Datum> values_;
    std::vector<char> nulls_; // bool-sized, as heap_form_tuple wants them
    std::vector<std::pair<const char *, int>> indexes_;
    std::vector<Datum> rows_;
    bool open_ = false;
};

} // namespace social::pg
