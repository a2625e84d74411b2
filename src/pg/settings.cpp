#include "pg/settings.hpp"

#include "core/mail/sender.hpp"
#include "pg/postgres.hpp"
#include "pg/shared_state.hpp"

extern "C" {
#include "pgtime.h"
}

namespace social::pg {

Settings settings{};

namespace {

extern "C" bool check_time_zone(char **value, void **, GucSource) {
    pg_tz *zone = pg_tzset(*value);
    if (zone && pg_tz_acceptable(zone))
        return true;
    GUC_check_errdetail("\"%s\" is not the name of a time zone.", *value);
    GUC_check_errhint("Names are listed in pg_timezone_names, for example Africa/Casablanca.");
    return false;
}

extern "C" bool check_no_line_break(char **value, void **, GucSource) {
    if (!*value || !strpbrk(*value, "\r\n"))
        return true;
    GUC_check_errdetail("The value must be one line.");
    return false;
}

extern "C" bool check_sender(char **value, void **extra, GucSource source) {
    if (!*value || !**value)
        return true;
    if (!check_no_line_break(value, extra, source))
        return false;
    bool usable = false;
    try {
        usable = usable_address(parse_sender(*value).address);
    } catch (const std::exception &) { // no memory: the value cannot be taken now
    }
    if (!usable) {
        GUC_check_errdetail("\"%s\" holds no address that mails can be sent from.", *value);
        GUC_check_errhint("Write name@host or Name <name@host>, in ASCII but for the name.");
    }
    return usable;
}

extern "C" bool check_web_url(char **value, void **, GucSource) {
    if (!*value || !**value)
        return true;
    std::string_view url{*value};
    if ((url.starts_with("https://") || url.starts_with("http://")) && !strpbrk(*value, " \t\r\n<>\"\\^`{|}"))
        return true;
    GUC_check_errdetail("\"%s\" is not the address of a web site.", *value);
    GUC_check_errhint("Write it in full, for example https://app.example.com.");
    return false;
}

void text_setting(const char *name, const char *description, const char *more, char **variable,
                  const char *boot, GucContext context, GucStringCheckHook check = nullptr,
                  int flags = GUC_SUPERUSER_ONLY) {
    DefineCustomStringVariable(name, description, more, variable, boot, context, flags, check, nullptr,
                               nullptr);
}

} // namespace

void define_settings() {
    DefineCustomBoolVariable("pg_social.enabled", "Whether platforms and mail servers are called at all.",
                             "Off stops every outside call within a second; everything else goes on.",
                             &settings.enabled, true, PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
    text_setting(
        "pg_social.encryption_key_file", "File with the keys that encrypt tokens at rest.",
        "One key a line, 16 to 256 characters, the current one first; older ones still decrypt. Mode 0600, "
        "owned by the server's user.",
        &settings.encryption_key_file, "", PGC_SIGHUP);
    text_setting("pg_social.time_zone", "Time zone of the jobs that name none.", nullptr, &settings.time_zone,
                 "UTC", PGC_SIGHUP, check_time_zone, 0);
    DefineCustomIntVariable(
        "pg_social.sync_workers", "Sync workers a database.",
        "Users are dealt out among them; a change drains all workers before it takes effect.",
        &settings.sync_workers, 1, 1, kMaxSyncWorkers, PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("pg_social.max_concurrency", "Accounts a sync worker has in flight at most.",
                            nullptr, &settings.max_concurrency, 100, 1, kMaxConcurrency, PGC_SIGHUP, 0,
                            nullptr, nullptr, nullptr);
    DefineCustomIntVariable("pg_social.max_waiting",
                            "Callers that may wait for a sync worker at the same time.",
                            "Each takes 32 kB of shared memory.", &settings.max_waiting, 64, 1, 1024,
                            PGC_POSTMASTER, 0, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("pg_social.http_timeout", "Longest time for one request to a platform.", nullptr,
                            &settings.http_timeout_ms, 30'000, 100, 600'000, PGC_SIGHUP, GUC_UNIT_MS, nullptr,
                            nullptr, nullptr);
    text_setting("pg_social.http_proxy", "Proxy for all requests to platforms; empty for none.",
                 "The proxy variables of the environment are never used.", &settings.http_proxy, "",
                 PGC_SIGHUP, check_no_line_break);
    DefineCustomIntVariable("pg_social.max_response_size", "Largest answer of a platform, decoded.", nullptr,
                            &settings.max_response_size_kb, 8 * 1024, 64, 256 * 1024, PGC_SIGHUP, GUC_UNIT_KB,
                            nullptr, nullptr, nullptr);
    DefineCustomBoolVariable(
        "pg_social.allow_http", "Whether platforms may be reached without TLS.",
        "For simulators and tests on the same machine only: tokens would travel in the clear.",
        &settings.allow_http, false, PGC_SIGHUP, GUC_SUPERUSER_ONLY, nullptr, nullptr, nullptr);
    text_setting("pg_social.ca_file",
                 "File with the certificate authorities to trust; empty for the system's.", nullptr,
                 &settings.ca_file, "", PGC_SIGHUP);
    DefineCustomBoolVariable("pg_social.keep_raw", "Whether the platforms' answers are kept in raw_data.",
                             "Costs several kilobytes an account and sync.", &settings.keep_raw, false,
                             PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
    text_setting("pg_social.smtp_url", "Mail server, as smtp://host:port (STARTTLS) or smtps://host:port.",
                 "Empty: mails stay in the outbox.", &settings.smtp_url, "", PGC_SIGHUP, check_no_line_break);
    text_setting("pg_social.smtp_user", "User name at the mail server; empty for none.", nullptr,
                 &settings.smtp_user, "", PGC_SIGHUP, check_no_line_break);
    text_setting("pg_social.smtp_password_file", "File with the password for the mail server.", nullptr,
                 &settings.smtp_password_file, "", PGC_SIGHUP);
    text_setting("pg_social.from_email", "Sender of mails, as name@host or Name <name@host>.", nullptr,
                 &settings.from_email, "", PGC_SIGHUP, check_sender, 0);
    text_setting("pg_social.web_url", "Address of the web app, for the links in mails.", nullptr,
                 &settings.web_url, "", PGC_SIGHUP, check_web_url, 0);
    DefineCustomIntVariable("pg_social.log_retention", "Days that sync logs are kept.", nullptr,
                            &settings.log_retention_days, 90, 1, 36'500, PGC_SIGHUP, 0, nullptr, nullptr,
                            nullptr);
    MarkGUCPrefixReserved("pg_social");
}

} // namespace social::pg
