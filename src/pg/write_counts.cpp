// social_internal.write_counts(): new counts for posts that are known. An update statement spends half of its
// time on handing rows from node to node; here each row is found by its key and written, by the server's own
// means.
#include "pg/guard.hpp"
#include "pg/postgres.hpp"

#include <array>

extern "C" {
#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/namespace.h"
#include "executor/executor.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/typcache.h"

SQL_FUNCTION(pg_social_write_counts);
}

namespace social::pg {

namespace {

// Nothing in this file has a destructor: an ERROR jumps over it.

constexpr int kCounts = 5;
constexpr std::array<const char *, kCounts> kCountColumns{"likes_count", "comments_count", "shares_count",
                                                          "saves_count", "views_count"};

struct Elements {
    Datum array; // as it came
    bool told;   // false: NULL in place of the array
    Datum *values;
    bool *nulls;
    int length;
};

Elements elements_of(Datum array, bool null, Oid type, int16 size, bool by_value, char alignment) {
    Elements all{array, !null, nullptr, nullptr, 0};
    if (!null)
        deconstruct_array(DatumGetArrayTypeP(array), type, size, by_value, alignment, &all.values, &all.nulls,
                          &all.length);
    return all;
}

Elements bigints_of(Datum array, bool null) {
    return elements_of(array, null, INT8OID, sizeof(int64), true, TYPALIGN_DOUBLE);
}

Datum bigints(Datum *values, bool *nulls, int length) {
    int dimension = length;
    int lower = 1;
    return PointerGetDatum(construct_md_array(values, nulls, 1, &dimension, &lower, INT8OID, sizeof(int64),
                                              true, TYPALIGN_DOUBLE));
}

// A social_internal.recount.
struct Recount {
    Datum connection_id;
    Datum measured_at;
    Datum followers;
    bool followers_unknown;
    Elements ids;
    Elements counts[kCounts];
};

Recount read_recount(HeapTupleHeader row, TupleDesc columns) {
    constexpr int kBefore = 4; // fields before the counts
    Datum values[kBefore + kCounts];
    bool nulls[kBefore + kCounts];
    HeapTupleData tuple{};
    tuple.t_len = HeapTupleHeaderGetDatumLength(row);
    tuple.t_data = row;
    heap_deform_tuple(&tuple, columns, values, nulls);
    if (nulls[0] || nulls[1] || nulls[3])
        ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                        errmsg("a recount needs its connection, its time and the ids of its posts")));
    Recount recount{values[0], values[1], values[2], nulls[2], {}, {}};
    recount.ids = elements_of(values[3], false, TEXTOID, -1, false, TYPALIGN_INT);
    for (int i = 0; i < kCounts; ++i) {
        auto &counts = recount.counts[i] = bigints_of(values[kBefore + i], nulls[kBefore + i]);
        if (counts.told && counts.length != recount.ids.length)
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                            errmsg("%d posts are recounted, but %s has %d elements", recount.ids.length,
                                   kCountColumns[static_cast<std::size_t>(i)], counts.length)));
    }
    return recount;
}

// social_internal.post_figures, opened to find rows by their key and write them.
class Figures {
public:
    Figures() {
        InitDirtySnapshot(newest_);
        Oid schema = get_namespace_oid("social_internal", false);
        table_ = table_open(get_relname_relid("post_figures", schema), RowExclusiveLock);
        key_ = index_open(get_relname_relid("one_row_of_figures_a_post", schema), RowExclusiveLock);
#if PG_VERSION_NUM >= 180000
        scan_ = index_beginscan(table_, key_, &newest_, nullptr, 2, 0);
#else
        scan_ = index_beginscan(table_, key_, &newest_, 2, 0);
#endif
        found_ = table_slot_create(table_, nullptr);
        written_ = MakeSingleTupleTableSlot(RelationGetDescr(table_), &TTSOpsVirtual);
        post_id_ = column("post_id");
        text_hash_ = column("text_hash");
        fetched_at_ = column("fetched_at");
        followers_ = column("followers_count");
        for (std::size_t i = 0; i < kCounts; ++i)
            counts_[i] = column(kCountColumns[i]);
        executor_ = CreateExecutorState();
        executor_->es_snapshot = GetActiveSnapshot();
        target_ = makeNode(ResultRelInfo);
        InitResultRelInfo(target_, table_, 0, nullptr, 0);
        ExecOpenIndices(target_, false);
        recheck_.parentestate = executor_;
    }

    void close() {
        ExecCloseIndices(target_);
        FreeExecutorState(executor_);
        index_endscan(scan_);
        ExecDropSingleTupleTableSlot(found_);
        ExecDropSingleTupleTableSlot(written_);
        index_close(key_, NoLock);
        table_close(table_, NoLock);
    }

    // False when there is no such post, or its text is to be looked at as well. Waits for whoever is changing
    // it.
    bool find(Datum connection_id, Datum platform_post_id) {
        ScanKeyData keys[2];
        ScanKeyInit(&keys[0], 1, BTEqualStrategyNumber, F_UUID_EQ, connection_id);
        ScanKeyInit(&keys[1], 2, BTEqualStrategyNumber, F_TEXTEQ, platform_post_id);
        for (;;) {
            index_rescan(scan_, keys, 2, nullptr, 0);
            if (!index_getnext_slot(scan_, ForwardScanDirection, found_))
                return false;
            TransactionId other = TransactionIdIsValid(newest_.xmin) ? newest_.xmin : newest_.xmax;
            if (!TransactionIdIsValid(other))
                break;
            XactLockTableWait(other, nullptr, nullptr, XLTW_None);
        }
        slot_getallattrs(found_);
        return !found_->tts_isnull[text_hash_];
    }

    Datum post_id() const { return found_->tts_values[post_id_]; }

    // Writes the counts of the post that was found last.
    void write(const Recount &recount, int at) {
        auto columns = static_cast<std::size_t>(found_->tts_tupleDescriptor->natts);
        ExecClearTuple(written_);
        memcpy(written_->tts_values, found_->tts_values, columns * sizeof(Datum));
        memcpy(written_->tts_isnull, found_->tts_isnull, columns * sizeof(bool));
        for (std::size_t i = 0; i < kCounts; ++i) {
            const auto &counts = recount.counts[i];
            bool known = counts.told && !counts.nulls[at];
            set(counts_[i], known ? counts.values[at] : Datum{0}, !known);
        }
        set(fetched_at_, recount.measured_at, false);
        set(followers_, recount.followers, recount.followers_unknown);
        ExecStoreVirtualTuple(written_);
        ExecSimpleRelationUpdate(target_, executor_, &recheck_, found_, written_);
        ResetPerTupleExprContext(executor_);
    }

private:
    int column(const char *name) const {
        AttrNumber number = get_attnum(RelationGetRelid(table_), name);
        if (number == InvalidAttrNumber)
            ereport(ERROR,
                    (errcode(ERRCODE_UNDEFINED_COLUMN), errmsg("post_figures has no column %s", name)));
        return number - 1;
    }
    void set(int column, Datum value, bool null) {
        written_->tts_values[column] = value;
        written_->tts_isnull[column] = null;
    }

    SnapshotData newest_; // rows as they are now, uncommitted ones too, with who is changing them
    Relation table_;
    Relation key_;
    IndexScanDesc scan_;
    TupleTableSlot *found_;
    TupleTableSlot *written_;
    EState *executor_;
    ResultRelInfo *target_;
    EPQState recheck_{};
    int post_id_;
    int text_hash_;
    int fetched_at_;
    int followers_;
    std::array<int, kCounts> counts_;
};
static_assert(std::is_trivially_destructible_v<Figures>);

// A row for post_changes: which posts were written, their counts, and whether they were all of the account's.
void put_written(ReturnSetInfo *result, const Recount &recount, const int *places, Datum *post_ids,
                 int written) {
    Datum values[3 + kCounts + 1] = {recount.connection_id, recount.measured_at};
    bool nulls[3 + kCounts + 1] = {};
    bool complete = written == recount.ids.length;
    nulls[2] = written == 0;
    values[2] = written == 0 ? Datum{0} : bigints(post_ids, nullptr, written);
    for (int i = 0; i < kCounts; ++i) {
        const auto &counts = recount.counts[i];
        nulls[3 + i] = !counts.told || written == 0;
        values[3 + i] = counts.array;
        if (complete || nulls[3 + i])
            continue;
        auto *picked = static_cast<Datum *>(palloc(sizeof(Datum) * static_cast<std::size_t>(written)));
        auto *unknown = static_cast<bool *>(palloc(sizeof(bool) * static_cast<std::size_t>(written)));
        for (int at = 0; at < written; ++at) {
            picked[at] = counts.values[places[at]];
            unknown[at] = counts.nulls[places[at]];
        }
        values[3 + i] = bigints(picked, unknown, written);
    }
    values[3 + kCounts] = BoolGetDatum(complete);
    tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

void write_recount(Figures &figures, const Recount &recount, ReturnSetInfo *result) {
    auto most = static_cast<std::size_t>(recount.ids.length);
    auto *post_ids = static_cast<Datum *>(palloc(sizeof(Datum) * (most + 1)));
    auto *places = static_cast<int *>(palloc(sizeof(int) * (most + 1)));
    int written = 0;
    for (int at = 0; at < recount.ids.length; ++at) {
        if (recount.ids.nulls[at] || !figures.find(recount.connection_id, recount.ids.values[at]))
            continue;
        // Named twice: the first counts, since a row is written once in a statement.
        if (std::find(post_ids, post_ids + written, figures.post_id()) != post_ids + written)
            continue;
        figures.write(recount, at);
        post_ids[written] = figures.post_id();
        places[written++] = at;
    }
    put_written(result, recount, places, post_ids, written);
}

} // namespace
} // namespace social::pg

Datum pg_social_write_counts(PG_FUNCTION_ARGS) {
    using namespace social::pg;
    PreventCommandIfReadOnly("social_internal.write_counts()");
    InitMaterializedSRF(fcinfo, 0);
    auto *result = reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo);
    auto *recounts = PG_GETARG_ARRAYTYPE_P(0);
    Oid type = ARR_ELEMTYPE(recounts);
    auto all = elements_of(PointerGetDatum(recounts), false, type, -1, false, TYPALIGN_DOUBLE);
    TupleDesc columns = lookup_rowtype_tupdesc(type, -1);
    Figures figures;
    for (int at = 0; at < all.length; ++at) {
        CHECK_FOR_INTERRUPTS();
        if (all.nulls[at])
            ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("a recount must not be null")));
        write_recount(figures, read_recount(DatumGetHeapTupleHeader(all.values[at]), columns), result);
    }
    figures.close();
    ReleaseTupleDesc(columns);
    return Datum{0};
}
