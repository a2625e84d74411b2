#include "pg/log_redaction.hpp"

#include "pg/postgres.hpp"

extern "C" {
#include "tcop/tcopprot.h"
}

namespace social::pg {

namespace {

emit_log_hook_type previous_hook = nullptr;

// The functions that carry a token, a code or a client secret.
constexpr const char *kCarriers[] = {"connect_instagram", "connect_tiktok",     "connect_facebook",
                                     "complete_oauth",    "configure_platform", "ask_worker",
                                     "pgp_sym_encrypt",   "pgp_sym_decrypt"};

bool names_a_carrier(const char *text) {
    return text && std::any_of(std::begin(kCarriers), std::end(kCarriers),
                               [text](const char *name) { return strcasestr(text, name) != nullptr; });
}

// Replaced, not freed: the report's memory context takes the old text away.
char *hidden() { return pstrdup("<hidden by pg_social: it carries a secret>"); }

void on_log(ErrorData *report) {
    bool carries = names_a_carrier(report->message) || names_a_carrier(debug_query_string);
    if (carries) {
        MemoryContext before = MemoryContextSwitchTo(report->assoc_context ? report->assoc_context
                                                                           : CurrentMemoryContext);
        report->hide_stmt = true;
        // log_statement and log_min_duration_statement put the statement into the message itself.
        if (report->message && (strncmp(report->message, "statement:", 10) == 0 ||
                                strstr(report->message, " statement: ") || strstr(report->message, "execute ") ||
                                strstr(report->message, "parse ") || strstr(report->message, "bind ")))
            if (names_a_carrier(report->message))
                report->message = hidden();
        if (report->detail && strncasecmp(report->detail, "parameters:", 11) == 0)
            report->detail = hidden();
        if (report->detail_log)
            report->detail_log = hidden();
        if (report->context && strstr(report->context, "parameters:"))
            report->context = hidden();
        if (report->internalquery)
            report->internalquery = hidden();
        MemoryContextSwitchTo(before);
    }
    if (previous_hook)
        previous_hook(report);
}

} // namespace

void set_up_log_redaction() {
    previous_hook = emit_log_hook;
    emit_log_hook = on_log;
}

void hide_running_statement() {
    static const char hidden_text[] = "<hidden by pg_social: it carries a secret>";
    pgstat_report_activity(STATE_RUNNING, hidden_text);
    debug_query_string = hidden_text;
}

} // namespace social::pg
