// Waking the processes of a database: at once, or when the current transaction commits.
#pragma once

#include "pg/postgres.hpp"

namespace social::pg {

void wake_database(Oid database);

// Registers the callback; from _PG_init.
void set_up_wake();

} // namespace social::pg
