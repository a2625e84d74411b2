// A hold keeps our processes out of a database while a backend drops it, renames it, copies it or drops the
// extension: those statements need the database, or the tables, to themselves. It ends with the transaction.
#pragma once

#include "pg/postgres.hpp"

namespace social::pg {

// Stops all processes of the database and waits until they are gone (a second at most, as a rule). Released
// at the end of the current transaction, however it ends. Does nothing for databases without processes.
void hold_database(Oid database);

// Frees what a backend left that died without its callbacks. For the launcher.
void release_orphaned_holds();

// Registers the callbacks; from _PG_init.
void set_up_holds();

// At commit of the current transaction: the launcher looks at this database (again), or at all of them.
void probe_at_commit(Oid database);
void rescan_at_commit();

} // namespace social::pg
