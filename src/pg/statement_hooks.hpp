// The statements of other people that our processes must make room for, and the ones that bring us into a
// database.
#pragma once

namespace social::pg {

// Installs the hooks; from _PG_init.
void set_up_statement_hooks();

} // namespace social::pg
