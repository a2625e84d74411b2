#include "pg/log_redaction.hpp"

#include "core/ascii.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "tcop/tcopprot.h"
}

namespace social::pg {

namespace {

emit_log_hook_type previous_hook = nullptr;

// The functions that carry a token, a code or a client secret; and the setting in which PostgREST hands over
// the headers of a request, with its caller's bearer token.
constexpr const char *kCarriers[] = {"connect_instagram", "connect_tiktok",     "connect_facebook",
                                     "complete_oauth",    "configure_platform", "ask_worker",
                                     "pgp_sym_encrypt",   "pgp_sym_decrypt",    "request.headers"};

bool names_a_carrier(const char *text) {
    return text && std::any_of(std::begin(kCarriers), std::end(kCarriers),
                               [text](const char *name) { return contains_ignoring_case(text, name); });
}

constexpr char kHidden[] = "<hidden by pg_social: it carries a secret>";
constexpr char kHiddenValue[] = "invalid input syntax <the value is hidden by pg_social: it may be a secret>";
constexpr char kHiddenToken[] = "syntax error <the place is hidden by pg_social: it may be in a secret>";
// With these begin the messages that we write by ourselves (write_log()): they hold no statement.
constexpr char kOurOwn[] = "pg_social ";

// The old text of a report that ends nothing has to be freed, as the server does with the new one: its memory
// context is emptied by errors only, and a session may go on for days without one.
void replace(const ErrorData *report, char *&text, char *other) {
    if (text && report->elevel < ERROR)
        pfree(text);
    text = other;
}

void hide(const ErrorData *report, char *&text) {
    replace(report, text, pstrdup(kHidden));
}

bool begins_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

bool is_trace(const ErrorData *report) {
    return report->elevel <= LOG_SERVER_ONLY;
}

// What log_statement, log_min_duration_statement and debug levels write about a statement: its text, or (on
// several lines) its plan and parse trees, which hold its constants. Errors tell only what whoever raised
// them chose to tell.
bool tells_the_statement(const ErrorData *report) {
    if (!is_trace(report) || !report->message || begins_with(report->message, kOurOwn))
        return false;
    return names_a_carrier(report->message) || strchr(report->message, '\n') != nullptr ||
           strstr(report->message, "statement: ") != nullptr; // EXECUTE, FETCH: they name no function
}

// These repeat the value, which may be a secret in the wrong place: as the user's id, or in JSON cut short.
bool repeats_a_value(const ErrorData *report) {
    return !is_trace(report) && report->sqlerrcode == ERRCODE_INVALID_TEXT_REPRESENTATION;
}

// The scanner repeats the statement from where it stopped: the secret, where its quote is missing.
bool repeats_the_statement(const ErrorData *report) {
    return !is_trace(report) && report->sqlerrcode == ERRCODE_SYNTAX_ERROR && report->message &&
           (strpbrk(report->message, "'$") != nullptr || strstr(report->message, "\"\"") != nullptr);
}

// Of a context only the lines that tell a place in a function: the others may be statements (on several
// lines) of whatever functions passed the secret on, parameters, or lines of a COPY.
char *places_only(const char *context) {
    StringInfoData kept;
    initStringInfo(&kept);
    bool hiding = false;
    while (*context) {
        auto length = strcspn(context, "\n");
        bool is_place = begins_with(context, "PL/pgSQL function ") || begins_with(context, "SQL function \"");
        const char *sign = kept.len > 0 ? "\n" : "";
        if (is_place)
            appendStringInfo(&kept, "%s%.*s", sign, static_cast<int>(length), context);
        else if (!hiding)
            appendStringInfo(&kept, "%s%s", sign, kHidden);
        hiding = !is_place;
        context += length + (context[length] == '\n' ? 1 : 0);
    }
    return kept.data;
}

bool carries_a_secret(const ErrorData *report) {
    return debug_query_string == kHidden ||
           std::ranges::any_of(std::array{debug_query_string, static_cast<const char *>(report->message),
                                          static_cast<const char *>(report->detail),
                                          static_cast<const char *>(report->context),
                                          static_cast<const char *>(report->internalquery)},
                               names_a_carrier);
}

void on_log(ErrorData *report) {
    if (carries_a_secret(report)) {
        MemoryContext before =
            MemoryContextSwitchTo(report->assoc_context ? report->assoc_context : CurrentMemoryContext);
        report->hide_stmt = true;
        if (tells_the_statement(report))
            hide(report, report->message);
        if (repeats_a_value(report)) {
            replace(report, report->message, pstrdup(kHiddenValue));
            replace(report, report->detail, nullptr);
        }
        if (repeats_the_statement(report))
            replace(report, report->message, pstrdup(kHiddenToken));
        if (report->detail && (is_trace(report) || strncasecmp(report->detail, "parameters:", 11) == 0))
            hide(report, report->detail);
        if (report->detail_log)
            hide(report, report->detail_log);
        // For the client, too.
        if (report->context)
            replace(report, report->context, places_only(report->context));
        if (report->internalquery)
            hide(report, report->internalquery);
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
