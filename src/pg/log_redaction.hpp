// Keeps the secrets that callers pass to our functions out of the server's log: with log_statement,
// log_min_duration_statement or an error, the server would print the statement and its parameters.
#pragma once

namespace social::pg {

// Installs the hook; from _PG_init.
void set_up_log_redaction();

// Overwrites the text of the running statement in pg_stat_activity and in what errors print.
void hide_running_statement();

} // namespace social::pg
