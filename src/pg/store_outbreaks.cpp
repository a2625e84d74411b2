// Store: whether an account was refused by its own fault, or like most others of its platform.
#include "pg/store.hpp"

namespace social::pg {

std::optional<Instant> Store::secret_last_taken(const std::string &connection_id, Instant since) {
    static Statement statement{"select social_internal.secret_last_taken($1, $2)", {UUIDOID, TIMESTAMPTZOID}};
    std::optional<Instant> taken;
    statement.run({bind_uuid(connection_id), bind_instant(since)},
                  [&](const Row &row) { taken = row.instant(0); });
    return taken;
}

std::vector<std::string> Store::secret_refused(const std::string &connection_id,
                                               const std::string &error_code, Instant since,
                                               std::size_t most) {
    static Statement statement{"select unnest(social_internal.secret_refused($1, $2, $3, $4))",
                               {UUIDOID, TEXTOID, TIMESTAMPTZOID, INT4OID}};
    std::vector<std::string> connections;
    statement.run({bind_uuid(connection_id), bind_text(error_code), bind_instant(since),
                   bind_int(static_cast<int>(most))},
                  [&](const Row &row) { connections.push_back(row.uuid(0)); });
    return connections;
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

} // namespace social::pg
