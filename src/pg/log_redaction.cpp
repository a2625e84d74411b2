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

constexpr char kHidden[] = "<hidden by pg_social: it carries a secret>";
constexpr char kHiddenValue[] = "invalid input syntax <the value is hidden by pg_social: it may be a secret>";

// Replaced, not freed: the report's memory context takes the old text away.
char *hidden() {
    return pstrdup(kHidden);
}

bool is_trace(const ErrorData *report) {
    return report->elevel <= LOG_SERVER_ONLY;
}

// What log_statement, log_min_duration_statement and debug levels write about a statement: its text, or (on
// several lines) its plan and parse trees, which hold its constants. Errors tell only what whoever raised
// them chose to tell.
bool tells_the_statement(const ErrorData *report) {
    if (!is_trace(report) || !report->message)
        return false;
    return names_a_carrier(report->message) || strchr(report->message, '\n') != nullptr ||
           strstr(report->message, "statement: ") != nullptr; // EXECUTE, FETCH: they name no function
}

// These repeat the value, which may be a secret in the wrong place: as the user's id, or in JSON cut short.
bool repeats_a_value(const ErrorData *report) {
    return !is_trace(report) && report->sqlerrcode == ERRCODE_INVALID_TEXT_REPRESENTATION;
}

void on_log(ErrorData *report) {
    bool carries = debug_query_string == kHidden || names_a_carrier(debug_query_string) ||
                   names_a_carrier(report->message) || names_a_carrier(report->detail);
    if (carries) {
        MemoryContext before =
            MemoryContextSwitchTo(report->assoc_context ? report->assoc_context : CurrentMemoryContext);
        report->hide_stmt = true;
        if (tells_the_statement(report))
            report->message = hidden();
        if (repeats_a_value(report)) {
            report->message = pstrdup(kHiddenValue);
            report->detail = report->context = nullptr;
        }
        if (report->detail && (is_trace(report) || strncasecmp(report->detail, "parameters:", 11) == 0))
            report->detail = hidden();
        if (report->detail_log)
            report->detail_log = hidden();
        // With log_parameter_max_length_on_error the context has the parameters, for the client too.
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
    pgstat_report_activity(STATE_RUNNING, kHidden);
    debug_query_string = kHidden;
}

} // namespace social::pg
