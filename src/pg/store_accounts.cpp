// Store: the accounts that are to be synced, and the queue, the runs and the log of their syncs.
#include "pg/store.hpp"

namespace social::pg {

namespace {

// The columns of social_internal.account in the order in which claims() reads them.
#define ACCOUNT_COLUMNS                                                                                      \
    "select connection_id, user_id, platform, app, login_flow, platform_user_id, authorizing_user_id, "      \
    "platform_username, access_token, refresh_token, token_expires_at, refresh_token_expires_at, "           \
    "grant_expires_at, "                                                                                     \
    "last_refreshed_at, connected_at, granted_scopes, post_digests, reencrypt, unreadable, "                 \
    "consecutive_failures, "                                                                                 \
    "failing_since, connection_status, sync_type, log_id, rotation_unanswered, digests_lost from "

void read_claim(const Row &row, Claim &claim) {
    auto &account = claim.account;
    account.connection_id = row.uuid(0);
    account.user_id = row.uuid(1);
    account.platform = platform_named(row.view(2)).value_or(Platform::instagram);
    account.app = row.text(3);
    account.login_flow = row.text(4);
    account.platform_user_id = row.text(5);
    account.authorizing_user_id = row.text(6);
    account.platform_username = row.text(7);
    account.tokens.access_token = Secret{row.view(8)};
    account.tokens.refresh_token = Secret{row.view(9)};
    account.tokens.token_expires_at = row.instant(10);
    account.tokens.refresh_token_expires_at = row.instant(11);
    account.tokens.grant_expires_at = row.instant(12);
    account.last_refreshed_at = row.instant(13);
    account.connected_at = row.instant(14);
    account.tokens.granted_scopes = row.texts(15);
    claim.post_digests = row.bytes(16);
    claim.reencrypt = row.boolean(17);
    claim.unreadable = row.boolean(18);
    claim.failures = row.integer(19);
    claim.failing_since = row.instant(20);
    claim.connection_status = row.text(21);
    claim.sync_type = row.text(22);
    claim.log_id = row.bigint_or_null(23);
    account.rotation_unanswered = row.boolean(24);
    claim.digests_lost = row.boolean(25);
}

} // namespace

std::vector<Claim> Store::claims(Statement &statement, std::initializer_list<Bind> binds) {
    std::vector<Claim> claims;
    statement.run(binds, [&](const Row &row) { read_claim(row, claims.emplace_back()); });
    return claims;
}

std::vector<Claim> Store::accounts_due(int worker, int workers, int room,
                                       const std::vector<std::string> &in_flight,
                                       const std::vector<std::string> &waiting) {
    static Statement statement{ACCOUNT_COLUMNS
                               "social_internal.accounts(social_internal.claims_due($1, $2, $3, $4, $5), $6)",
                               {INT4OID, INT4OID, INT4OID, UUIDARRAYOID, UUIDARRAYOID, TEXTARRAYOID}};
    return claims(statement, {bind_int(worker), bind_int(workers), bind_int(room), bind_uuid_array(in_flight),
                              bind_uuid_array(waiting), bind_keys()});
}

std::vector<Claim> Store::accounts_named(const std::vector<std::string> &connections) {
    static Statement statement{ACCOUNT_COLUMNS "social_internal.accounts_named($1, $2)",
                               {UUIDARRAYOID, TEXTARRAYOID}};
    return claims(statement, {bind_uuid_array(connections), bind_keys()});
}

std::vector<Claim> Store::account_of_share(const std::string &connection_id, int worker, int workers) {
    static Statement statement{ACCOUNT_COLUMNS "social_internal.accounts_named(array[$1], $2) a "
                                               "where social_internal.is_share(a.user_id, $3, $4)",
                               {UUIDOID, TEXTARRAYOID, INT4OID, INT4OID}};
    return claims(statement, {bind_uuid(connection_id), bind_keys(), bind_int(worker), bind_int(workers)});
}

std::vector<std::string> Store::next_expiring(Expiring &place, int worker, int workers, std::size_t most) {
    static Statement statement{
        "select connection_id, ends_at from social_internal.expiring($1, $2, $3, $4, $5, $6, $7)",
        {INT4OID, INT4OID, INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID, UUIDOID, INT4OID}};
    std::vector<std::string> connections;
    std::optional<Instant> ends_at;
    statement.run({bind_int(place.days), bind_int(worker), bind_int(workers),
                   bind_instant(place.refreshed_before), bind_instant(place.ends_at),
                   bind_uuid(place.connection_id), bind_int(static_cast<int>(most))},
                  [&](const Row &row) {
                      connections.push_back(row.uuid(0));
                      ends_at = row.instant(1);
                  });
    if (!connections.empty()) {
        place.ends_at = ends_at;
        place.connection_id = connections.back();
    }
    return connections;
}

std::optional<Instant> Store::next_due_at(int worker, int workers) {
    static Statement statement{"select social_internal.next_due_at($1, $2)", {INT4OID, INT4OID}};
    std::optional<Instant> due;
    statement.run({bind_int(worker), bind_int(workers)}, [&](const Row &row) { due = row.instant(0); });
    return due;
}

void Store::finish_run_if_done(int workers) {
    static Statement statement{"select social_internal.finish_run_if_done($1)", {INT4OID}};
    statement.run({bind_int(workers)}, [](const Row &) {});
}

void Store::queue_again(std::int64_t log_id, const std::string &connection_id, const std::string &sync_type,
                        Instant when) {
    static Statement statement{"select social_internal.queue_sync($1, $2, $3, $4)",
                               {INT8OID, UUIDOID, TEXTOID, TIMESTAMPTZOID}};
    statement.run({bind_bigint(log_id), bind_uuid(connection_id), bind_text(sync_type), bind_instant(when)});
}

std::string Store::sync_log_json(const std::vector<std::int64_t> &log_ids,
                                 const std::vector<std::string> &connection_ids) {
    static Statement statement{"select social_internal.sync_log_json($1, $2)", {INT8ARRAYOID, UUIDARRAYOID}};
    std::string json = "[]";
    statement.run({bind_bigint_array(log_ids), bind_uuid_array(connection_ids)},
                  [&](const Row &row) { json = row.null(0) ? "[]" : row.json(0); });
    return json;
}

void Store::take_own_id(const std::string &connection_id, const std::string &own_id) {
    static Statement statement{"select social_internal.take_own_id($1, $2)", {UUIDOID, TEXTOID}};
    statement.run({bind_uuid(connection_id), bind_text(own_id)});
}

bool Store::quarantine(const std::string &connection_id, const std::string &reason, Instant until) {
    static Statement statement{"select social_internal.quarantine($1, $2, $3)",
                               {UUIDOID, TEXTOID, TIMESTAMPTZOID}};
    bool done = false;
    statement.run({bind_uuid(connection_id), bind_text(reason), bind_instant(until)},
                  [&](const Row &row) { done = row.boolean(0); });
    return done;
}

} // namespace social::pg
