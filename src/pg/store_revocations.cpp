// Store: tokens of disconnected accounts that their platforms are still to be told of.
#include "pg/store.hpp"

namespace social::pg {

std::vector<DueRevocation> Store::claim_revocations(int most) {
    static Statement statement{
        "select d.id, d.user_id, d.platform, d.app, d.login_flow, d.platform_user_id, "
        "d.authorizing_user_id, d.access_token, d.refresh_token, d.attempts, d.created_at, d.in_use, "
        "d.token_expires_at, d.refresh_unanswered "
        "from social_internal.claim_revocations($1, $2) d",
        {INT4OID, TEXTARRAYOID}};
    std::vector<DueRevocation> due;
    statement.run({bind_int(most), bind_keys()}, [&](const Row &row) {
        auto &one = due.emplace_back();
        one.id = row.uuid(0);
        one.account.user_id = row.uuid(1);
        one.account.platform = platform_named(row.text(2)).value_or(Platform::instagram);
        one.account.app = row.text(3);
        one.account.login_flow = row.text(4);
        one.account.platform_user_id = row.text(5);
        one.account.authorizing_user_id = row.text(6);
        one.account.tokens.access_token = Secret{row.view(7)};
        one.account.tokens.refresh_token = Secret{row.view(8)};
        one.attempts = row.integer(9);
        one.created_at = row.instant(10).value_or(Instant{});
        one.in_use = row.boolean(11);
        one.account.tokens.token_expires_at = row.instant(12);
        one.account.rotation_unanswered = row.boolean(13);
    });
    return due;
}

void Store::begin_last_refresh(const std::string &id) {
    static Statement statement{"select social_internal.begin_last_refresh($1)", {UUIDOID}};
    statement.run({bind_uuid(id)});
}

void Store::record_revocation(const DueRevocation &one, bool done, const std::string &error,
                              const std::optional<Instant> &again, const Tokens *fresh) {
    static Statement statement{
        "select social_internal.record_revocation($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {UUIDOID, BOOLOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, BOOLOID}};
    statement.run({bind_uuid(one.id), bind_bool(done), bind_text_or_null(error), bind_instant(again),
                   fresh ? bind_text(fresh->access_token.reveal()) : Bind{},
                   fresh ? bind_text_or_null(fresh->refresh_token.reveal()) : Bind{},
                   fresh ? bind_text(keys_.current().reveal()) : Bind{},
                   fresh ? bind_instant(fresh->token_expires_at) : Bind{},
                   bind_bool(one.account.rotation_unanswered)});
}

} // namespace social::pg
