// The settings pg_social.*: each with range, unit and when it takes effect (docs/reference/settings.md).
// The values are plain variables that the server keeps up to date.
#pragma once

namespace social::pg {

struct Settings {
    bool enabled;
    char *encryption_key_file;
    char *time_zone;
    int sync_workers;
    int max_concurrency;
    int max_waiting;
    int http_timeout_ms;
    char *http_proxy;
    int max_response_size_kb;
    bool allow_http;
    char *ca_file;
    bool keep_raw;
    char *smtp_url;
    char *smtp_user;
    char *smtp_password_file;
    char *from_email;
    char *web_url;
    int log_retention_days;
};

extern Settings settings;

// Called once, from _PG_init.
void define_settings();

} // namespace social::pg
