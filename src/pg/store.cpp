#include "pg/store.hpp"

#include "core/platforms/login_flow.hpp"
#include "pg/guard.hpp"

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

// With the app of Facebook, where there is one: by it people log in to Facebook.
std::shared_ptr<const App> other_login_of(const App &app, const Store::Apps &apps) {
    auto other = for_other_login(app);
    if (!other)
        return nullptr;
    auto facebook = apps.find({Platform::facebook, app.name});
    if (other->login_flow == kFacebookLogin && facebook != apps.end()) {
        other->client_id = facebook->second->client_id;
        other->client_secret = facebook->second->client_secret;
    }
    return std::make_shared<const App>(*std::move(other));
}

Bind bind_platform(Platform platform) {
    return bind_text(name_of(platform));
}

} // namespace

Bind Store::bind_keys() const {
    std::vector<std::string> keys;
    for (const auto &key : keys_.keys())
        keys.push_back(key.reveal());
    auto bound = bind_text_array(keys);
    for (auto &key : keys)
        explicit_bzero(key.data(), key.size());
    return bound;
}

Store::Apps Store::load_apps() {
    static Statement statement{
        "select platform, app, login_flow, client_id, client_secret, redirect_uri, scopes, "
        "authorize_url, token_url, api_url, api_version, calls_per_hour "
        "from social_internal.load_apps($1)",
        {TEXTARRAYOID}};
    std::vector<std::shared_ptr<App>> loaded;
    statement.run({bind_keys()}, [&](const Row &row) {
        auto platform = platform_named(row.text(0));
        if (!platform)
            return;
        auto app = std::make_shared<App>();
        app->platform = *platform;
        app->name = row.text(1);
        app->login_flow = row.text(2);
        app->client_id = row.text(3);
        app->client_secret = Secret{row.view(4)};
        app->redirect_uri = row.text(5);
        app->scopes = row.texts(6);
        app->authorize_url = row.text(7);
        app->token_url = row.text(8);
        app->api_url = row.text(9);
        app->api_version = row.text(10);
        app->calls_per_hour = row.integer(11);
        fill_in_login_flow(*app);
        loaded.push_back(std::move(app));
    });
    Apps apps;
    for (const auto &app : loaded)
        apps.emplace(std::pair{app->platform, app->name}, app);
    for (const auto &app : loaded)
        app->other_login = other_login_of(*app, apps);
    return apps;
}

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

std::vector<Claim> Store::expiring_accounts(int days, int worker, int workers) {
    static Statement statement{ACCOUNT_COLUMNS "social_internal.expiring_accounts($1, $2, $3, $4)",
                               {INT4OID, INT4OID, INT4OID, TEXTARRAYOID}};
    return claims(statement, {bind_int(days), bind_int(worker), bind_int(workers), bind_keys()});
}

std::optional<Instant> Store::next_due_at(int worker, int workers) {
    static Statement statement{"select social_internal.next_due_at($1, $2)", {INT4OID, INT4OID}};
    std::optional<Instant> due;
    statement.run({bind_int(worker), bind_int(workers)}, [&](const Row &row) { due = row.instant(0); });
    return due;
}

bool Store::finish_run_if_done(int worker, int workers, int in_flight) {
    static Statement statement{"select social_internal.finish_run_if_done($1, $2, $3)",
                               {INT4OID, INT4OID, INT4OID}};
    bool finished = false;
    statement.run({bind_int(worker), bind_int(workers), bind_int(in_flight)},
                  [&](const Row &row) { finished = row.boolean(0); });
    return finished;
}

std::string Store::parked_because() {
    static Statement statement{"select parked, reason from social_internal.park_state()", {}};
    std::string reason;
    statement.run({}, [&](const Row &row) { reason = row.boolean(0) ? row.text(1) : std::string{}; });
    return reason;
}

void Store::take_own_id(const std::string &connection_id, const std::string &own_id) {
    static Statement statement{"select social_internal.take_own_id($1, $2)", {UUIDOID, TEXTOID}};
    statement.run({bind_uuid(connection_id), bind_text(own_id)});
}

void Store::queue_again(std::int64_t log_id, const std::string &connection_id, const std::string &sync_type,
                        Instant when) {
    static Statement statement{"select social_internal.queue_sync($1, $2, $3, $4)",
                               {INT8OID, UUIDOID, TEXTOID, TIMESTAMPTZOID}};
    statement.run({bind_bigint(log_id), bind_uuid(connection_id), bind_text(sync_type), bind_instant(when)});
}

void Store::pause_platform(Platform platform, const std::string &app, Instant until,
                           const std::string &reason, const std::string &code) {
    static Statement statement{"select social_internal.pause_platform($1, $2, $3, $4, $5)",
                               {TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID}};
    statement.run(
        {bind_platform(platform), bind_text(app), bind_instant(until), bind_text(reason), bind_text(code)});
}

std::vector<SpentBudget> Store::budgets_spent(int worker, int workers) {
    static Statement statement{"select connection_id, calls, spent_at, wait_until "
                               "from social_internal.budgets_spent($1, $2)",
                               {INT4OID, INT4OID}};
    std::vector<SpentBudget> spent;
    statement.run({bind_int(worker), bind_int(workers)}, [&](const Row &row) {
        spent.push_back({row.uuid(0), row.integer(1), row.instant(2).value_or(Instant{}), row.instant(3)});
    });
    return spent;
}

void Store::keep_waits(const std::vector<std::string> &connections, const std::vector<Instant> &waits) {
    static Statement statement{"select social_internal.keep_waits($1, $2)",
                               {UUIDARRAYOID, TIMESTAMPTZARRAYOID}};
    statement.run({bind_uuid_array(connections), bind_instant_array(waits)});
}

void Store::keep_app_wait(Platform platform, const std::string &app, Instant until) {
    static Statement statement{"select social_internal.keep_app_wait($1, $2, $3)",
                               {TEXTOID, TEXTOID, TIMESTAMPTZOID}};
    statement.run({bind_platform(platform), bind_text(app), bind_instant(until)});
}

bool Store::quarantine(const std::string &connection_id, const std::string &reason, Instant until) {
    static Statement statement{"select social_internal.quarantine($1, $2, $3)",
                               {UUIDOID, TEXTOID, TIMESTAMPTZOID}};
    bool done = false;
    statement.run({bind_uuid(connection_id), bind_text(reason), bind_instant(until)},
                  [&](const Row &row) { done = row.boolean(0); });
    return done;
}

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

std::optional<Instant> Store::secret_last_taken(const std::string &connection_id, Instant since) {
    static Statement statement{"select social_internal.secret_last_taken($1, $2)", {UUIDOID, TIMESTAMPTZOID}};
    std::optional<Instant> taken;
    statement.run({bind_uuid(connection_id), bind_instant(since)},
                  [&](const Row &row) { taken = row.instant(0); });
    return taken;
}

bool Store::most_are_refused(const std::string &connection_id, const std::string &error_code, Instant since,
                             int fewest, int percent) {
    static Statement statement{"select social_internal.most_are_refused($1, $2, $3, $4, $5)",
                               {UUIDOID, TEXTOID, TIMESTAMPTZOID, INT4OID, INT4OID}};
    bool refused = false;
    statement.run({bind_uuid(connection_id), bind_text(error_code), bind_instant(since), bind_int(fewest),
                   bind_int(percent)},
                  [&](const Row &row) { refused = row.boolean(0); });
    return refused;
}

Store::Forgiven Store::forgive(const std::string &connection_id, const std::string &error_code, Instant since,
                               int fewest, int percent) {
    static Statement statement{"select accounts, outbreak from social_internal.forgive($1, $2, $3, $4, $5)",
                               {UUIDOID, TEXTOID, TIMESTAMPTZOID, INT4OID, INT4OID}};
    Forgiven forgiven;
    statement.run({bind_uuid(connection_id), bind_text(error_code), bind_instant(since), bind_int(fewest),
                   bind_int(percent)},
                  [&](const Row &row) {
                      forgiven = {row.bigint(0), row.boolean(1)};
                  });
    return forgiven;
}

bool Store::reencrypt_some(int most) {
    static Statement statement{"select social_internal.reencrypt_some($1, $2)", {INT4OID, TEXTARRAYOID}};
    bool more = false;
    statement.run({bind_int(most), bind_keys()}, [&](const Row &row) { more = row.boolean(0); });
    return more;
}

void Store::end_rotations(const std::vector<std::string> &connections) {
    static Statement statement{"select social_internal.end_rotation($1)", {UUIDARRAYOID}};
    statement.run({bind_uuid_array(connections)});
}

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

void Store::reencrypt(const Account &account) {
    static Statement statement{"select social_internal.reencrypt($1, $2, $3, $4)",
                               {UUIDOID, TEXTOID, TEXTOID, TEXTARRAYOID}};
    statement.run({bind_uuid(account.connection_id), bind_text(account.tokens.access_token.reveal()),
                   bind_text_or_null(account.tokens.refresh_token.reveal()), bind_keys()});
}

OauthState Store::claim_oauth_state(const std::string &state, const std::string &user_id,
                                    const std::string &platform) {
    static Statement statement{"select redirect_uri, app, login_flow, code_verifier "
                               "from social_internal.claim_oauth_state($1, $2, $3)",
                               {TEXTOID, UUIDOID, TEXTOID}};
    OauthState found;
    statement.run({bind_text(state), bind_uuid(user_id), bind_text(platform)}, [&](const Row &row) {
        found = {row.text(0), row.text(1), row.text(2), row.text(3)};
    });
    return found;
}

void Store::keep_pending_choice(const std::string &state, const std::string &user_id,
                                const std::string &platform, const Secret &token,
                                const std::string &pages_json) {
    static Statement statement{"select social_internal.keep_pending_choice($1, $2, $3, $4, $5, $6)",
                               {TEXTOID, UUIDOID, TEXTOID, TEXTOID, JSONBOID, TEXTOID}};
    statement.run({bind_text(state), bind_uuid(user_id), bind_text(platform), bind_text(token.reveal()),
                   bind_jsonb(pages_json), bind_text(keys_.current().reveal())});
}

std::optional<PendingChoice> Store::pending_choice(const std::string &state, const std::string &user_id,
                                                   const std::string &platform) {
    static Statement statement{
        "select secret_grant, pages from social_internal.pending_choice($1, $2, $3, $4)",
        {TEXTOID, UUIDOID, TEXTOID, TEXTARRAYOID}};
    std::optional<PendingChoice> kept;
    statement.run({bind_text(state), bind_uuid(user_id), bind_text(platform), bind_keys()},
                  [&](const Row &row) {
                      if (!row.null(0))
                          kept = {Secret{row.view(0)}, row.json(1)};
                  });
    return kept;
}

std::string Store::save_connection(const std::string &user_id, Platform platform, const std::string &app,
                                   const Identity &identity) {
    static Statement statement{
        "select social_internal.save_connection(user_id => $1, platform => $2, app => $3, "
        "login_flow => $4, platform_user_id => $5, authorizing_user_id => $6, "
        "platform_username => $7, platform_display_name => $8, profile_picture_url => $9, "
        "profile_url => $10, bio => $11, access_token => $12, refresh_token => $13, "
        "token_type => $14, token_expires_at => $15, refresh_token_expires_at => $16, "
        "grant_expires_at => $17, granted_scopes => $18, key => $19)",
        {UUIDOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
         TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTARRAYOID, TEXTOID}};
    const auto &profile = identity.profile;
    const auto &tokens = identity.tokens;
    std::string connection;
    statement.run({bind_uuid(user_id), bind_platform(platform), bind_text(app),
                   bind_text_or_null(identity.login_flow), bind_text(profile.platform_user_id),
                   bind_text_or_null(identity.authorizing_user_id), bind_optional(profile.username),
                   bind_optional(profile.display_name), bind_optional(profile.picture_url),
                   bind_optional(profile.profile_url), bind_optional(profile.bio),
                   bind_text(tokens.access_token.reveal()), bind_text_or_null(tokens.refresh_token.reveal()),
                   bind_text(tokens.token_type), bind_instant(tokens.token_expires_at),
                   bind_instant(tokens.refresh_token_expires_at), bind_instant(tokens.grant_expires_at),
                   bind_text_array(tokens.granted_scopes), bind_text(keys_.current().reveal())},
                  [&](const Row &row) { connection = row.uuid(0); });
    return connection;
}

std::string Store::connection_json(const std::string &connection_id) {
    static Statement statement{"select social_internal.connection_json($1)", {UUIDOID}};
    std::string json;
    statement.run({bind_uuid(connection_id)}, [&](const Row &row) { json = row.json(0); });
    return json;
}

std::string Store::sync_log_json(const std::vector<std::int64_t> &log_ids,
                                 const std::vector<std::string> &connection_ids) {
    static Statement statement{"select social_internal.sync_log_json($1, $2)", {INT8ARRAYOID, UUIDARRAYOID}};
    std::string json = "[]";
    statement.run({bind_bigint_array(log_ids), bind_uuid_array(connection_ids)},
                  [&](const Row &row) { json = row.null(0) ? "[]" : row.json(0); });
    return json;
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

} // namespace social::pg
