// A hold keeps our processes out of a database while a backend drops it, renames it, copies it or changes the
// extension: those statements need the database, or the tables, to themselves. It ends with the transaction.
#pragma once

#include "pg/shared_state.hpp"

namespace social::pg {

// Stops all processes of the database and waits until they are gone (a second at most, as a rule), and keeps
// the launcher from starting others. Released at the end of the current transaction, however it ends.
void hold_database(Oid database);

// Tells the processes of a database to go. Returns how many are still there. Call under the exclusive lock.
int tell_to_go(DatabaseSlot &slot);

// Registers the callbacks; from _PG_init.
void set_up_holds();

// At commit of the current transaction: the launcher looks at this database (again), or at all of them.
void probe_at_commit(Oid database);
void rescan_at_commit();

} // namespace social::pg
