// Store: tokens that were exchanged for new ones, and the keys that encrypt them.
#include "pg/store.hpp"

#include "pg/guard.hpp"

namespace social::pg {

void Store::begin_rotation(const Account &account) {
    static Statement statement{"select social_internal.begin_rotation($1, $2)", {UUIDOID, TIMESTAMPTZOID}};
    bool begun = false;
    statement.run({bind_uuid(account.connection_id), bind_instant(account.connected_at)},
                  [&](const Row &row) { begun = row.boolean(0); });
    if (!begun)
        throw SqlError(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
                       "connection " + account.connection_id +
                           " was disconnected, or connected anew, before its refresh");
}

void Store::store_rotation(const Account &account) {
    static Statement statement{
        "select social_internal.store_rotation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        {UUIDOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTARRAYOID, TEXTOID,
         TIMESTAMPTZOID, TEXTOID, TEXTOID}};
    const auto &tokens = account.tokens;
    statement.run({bind_uuid(account.connection_id), bind_text(tokens.access_token.reveal()),
                   bind_text_or_null(tokens.refresh_token.reveal()), bind_instant(tokens.token_expires_at),
                   bind_instant(tokens.refresh_token_expires_at), bind_instant(tokens.grant_expires_at),
                   bind_text_array(tokens.granted_scopes), bind_text(keys_.current().reveal()),
                   bind_instant(account.connected_at), bind_text(account.access_token_before.reveal()),
                   bind_text(account.refresh_token_before.reveal())});
}

void Store::apply_rotations() {
    static Statement statement{"select social_internal.apply_rotations($1)", {TEXTARRAYOID}};
    statement.run({bind_keys()});
}

void Store::end_rotations(const std::vector<std::string> &connections, const std::vector<Instant> &known_at) {
    static Statement statement{"select social_internal.end_rotations($1, $2)",
                               {UUIDARRAYOID, TIMESTAMPTZARRAYOID}};
    statement.run({bind_uuid_array(connections), bind_instant_array(known_at)});
}

void Store::reencrypt(const Account &account) {
    static Statement statement{"select social_internal.reencrypt($1, $2, $3, $4)",
                               {UUIDOID, TEXTOID, TEXTOID, TEXTARRAYOID}};
    statement.run({bind_uuid(account.connection_id), bind_text(account.tokens.access_token.reveal()),
                   bind_text_or_null(account.tokens.refresh_token.reveal()), bind_keys()});
}

bool Store::reencrypt_some(int most) {
    static Statement statement{"select social_internal.reencrypt_some($1, $2)", {INT4OID, TEXTARRAYOID}};
    bool more = false;
    statement.run({bind_int(most), bind_keys()}, [&](const Row &row) { more = row.boolean(0); });
    return more;
}

std::pair<std::string, std::string> Store::encrypt(const Secret &plain) {
    static Statement statement{
        "select social_internal.encrypt($1, $2)::text, social_internal.key_fingerprint($2)",
        {TEXTOID, TEXTOID}};
    std::pair<std::string, std::string> encrypted;
    statement.run({bind_text(plain.reveal()), bind_text(keys_.current().reveal())}, [&](const Row &row) {
        encrypted = {row.text(0), row.text(1)};
    });
    return encrypted;
}

Bind Store::bind_keys() const {
    std::vector<std::string> keys;
    for (const auto &key : keys_.keys())
        keys.push_back(key.reveal());
    auto bound = bind_text_array(keys);
    for (auto &key : keys)
        explicit_bzero(key.data(), key.size());
    return bound;
}

} // namespace social::pg
