// Store: logins on their way from a platform's consent page to a connection.
#include "pg/store.hpp"

namespace social::pg {

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

std::string Store::save_connection(const std::string &user_id, const std::string &role, Platform platform,
                                   const std::string &app, const Identity &identity) {
    static Statement statement{
        "select social_internal.save_connection(user_id => $1, platform => $2, app => $3, "
        "login_flow => $4, platform_user_id => $5, authorizing_user_id => $6, "
        "platform_username => $7, platform_display_name => $8, profile_picture_url => $9, "
        "profile_url => $10, bio => $11, access_token => $12, refresh_token => $13, "
        "token_type => $14, token_expires_at => $15, refresh_token_expires_at => $16, "
        "grant_expires_at => $17, granted_scopes => $18, key => $19, role => $20)",
        {UUIDOID,        TEXTOID,        TEXTOID,        TEXTOID,      TEXTOID, TEXTOID, TEXTOID,
         TEXTOID,        TEXTOID,        TEXTOID,        TEXTOID,      TEXTOID, TEXTOID, TEXTOID,
         TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTARRAYOID, TEXTOID, TEXTOID}};
    const auto &profile = identity.profile;
    const auto &tokens = identity.tokens;
    std::string connection;
    statement.run({bind_uuid(user_id),
                   bind_text(name_of(platform)),
                   bind_text(app),
                   bind_text_or_null(identity.login_flow),
                   bind_text(profile.platform_user_id),
                   bind_text_or_null(identity.authorizing_user_id),
                   bind_optional(profile.username),
                   bind_optional(profile.display_name),
                   bind_optional(profile.picture_url),
                   bind_optional(profile.profile_url),
                   bind_optional(profile.bio),
                   bind_text(tokens.access_token.reveal()),
                   bind_text_or_null(tokens.refresh_token.reveal()),
                   bind_text(tokens.token_type),
                   bind_instant(tokens.token_expires_at),
                   bind_instant(tokens.refresh_token_expires_at),
                   bind_instant(tokens.grant_expires_at),
                   bind_text_array(tokens.granted_scopes),
                   bind_text(keys_.current().reveal()),
                   bind_text_or_null(role)},
                  [&](const Row &row) { connection = row.uuid(0); });
    return connection;
}

std::string Store::connection_json(const std::string &connection_id) {
    static Statement statement{"select social_internal.connection_json($1)", {UUIDOID}};
    std::string json;
    statement.run({bind_uuid(connection_id)}, [&](const Row &row) { json = row.json(0); });
    return json;
}

} // namespace social::pg
