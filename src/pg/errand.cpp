#include "pg/errand.hpp"

#include "core/json.hpp"
#include "pg/postgres.hpp"

namespace social::pg {

namespace {

constexpr std::size_t kTextLimit = 8192;

std::string text_at(Json object, std::string_view key) {
    return object[key].text(kTextLimit).value_or("");
}

} // namespace

Errand read_errand(Mail &mail) {
    Errand errand;
    auto read = read_json(mail.request, [&](Json root) -> Result<Done> {
        errand.kind = text_at(root, "kind");
        errand.platform = text_at(root, "platform");
        errand.user_id = text_at(root, "user_id");
        errand.role = text_at(root, "role");
        errand.claimed_id = text_at(root, "claimed_id");
        errand.page_id = text_at(root, "page_id");
        errand.redirect_uri = text_at(root, "redirect_uri");
        errand.state = text_at(root, "state");
        errand.sync_type = text_at(root, "sync_type");
        errand.days_before = static_cast<int>(root["days_before"].count().value_or(7));
        for (auto item : root["connection_ids"].items())
            errand.connection_ids.push_back(item.text(kTextLimit).value_or(""));
        for (auto item : root["log_ids"].items())
            errand.log_ids.push_back(item.count().value_or(0));
        return Done{};
    });
    if (!read)
        errand.kind.clear();
    if (!mail.secrets.empty()) {
        auto &secret = mail.secrets.front();
        errand.secret = Secret{secret};
        explicit_bzero(secret.data(), secret.size());
        mail.secrets.clear();
    }
    return errand;
}

int sqlstate_of(const Error &error) {
    if (error.limit)
        return MAKE_SQLSTATE('P', 'S', '0', '0', '3');
    switch (error.reaction) {
    case Reaction::misconfigured:
        return MAKE_SQLSTATE('P', 'S', '0', '0', '4');
    case Reaction::retry_later:
        return MAKE_SQLSTATE('P', 'S', '0', '0', '2');
    case Reaction::reconnect:
    case Reaction::refresh_token:
    case Reaction::skip:
        break;
    }
    return MAKE_SQLSTATE('P', 'S', '0', '0', '1');
}

std::string hint_of(const Error &error) {
    if (error.limit)
        return error.wait ? "Try again in " + std::to_string(error.wait->count()) + " seconds."
                          : "Try again later.";
    switch (error.reaction) {
    case Reaction::misconfigured:
        return "Check the app's id, secret and redirect URI with configure_platform().";
    case Reaction::retry_later:
        return "The platform did not answer as it should; try again in a moment.";
    default:
        return "The creator has to log in at the platform again.";
    }
}

} // namespace social::pg
