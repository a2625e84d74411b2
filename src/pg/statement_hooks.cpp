#include "pg/statement_hooks.hpp"

#include "pg/holds.hpp"
#include "pg/postgres.hpp"
#include "pg/shared_state.hpp"

extern "C" {
#include "catalog/namespace.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_database.h"
#include "catalog/pg_extension.h"
#include "commands/dbcommands.h"
#include "commands/defrem.h"
#include "commands/extension.h"
#include "nodes/parsenodes.h"
#include "nodes/value.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/syscache.h"
}

namespace social::pg {

namespace {

ProcessUtility_hook_type previous_utility_hook = nullptr;
object_access_hook_type previous_access_hook = nullptr;

bool may_change_database(Oid database) {
#if PG_VERSION_NUM >= 160000
    return object_ownercheck(DatabaseRelationId, database, GetUserId());
#else
    return pg_database_ownercheck(database, GetUserId());
#endif
}

// Somebody without the right to change the database must not be able to stop its workers.
void make_room(Oid database) {
    if (OidIsValid(database) && may_change_database(database))
        hold_database(database);
}

// The session's own database is refused without our doing.
void make_room_in_another(const char *database_name) {
    Oid database = get_database_oid(database_name, true);
    if (database != MyDatabaseId)
        make_room(database);
}

// CREATE DATABASE copies a template, which nobody else may be connected to.
void make_room_for_copy(const CreatedbStmt *statement) {
    const char *source = "template1";
    ListCell *cell;
    foreach (cell, statement->options) {
        auto *option = static_cast<DefElem *>(lfirst(cell));
        if (strcmp(option->defname, "template") == 0 && option->arg)
            source = defGetString(option);
    }
    make_room(get_database_oid(source, true));
    rescan_at_commit();
}

bool sets_tablespace(const AlterDatabaseStmt *statement) {
    ListCell *cell;
    foreach (cell, statement->options)
        if (strcmp(static_cast<DefElem *>(lfirst(cell))->defname, "tablespace") == 0)
            return true;
    return false;
}

// pgcrypto is what we require: dropping it with CASCADE drops us.
bool is_ours(const char *extension) {
    return strcmp(extension, "pg_social") == 0 || strcmp(extension, "pgcrypto") == 0;
}

// Dropping a schema with CASCADE drops the extensions that have objects in it: ours, or pgcrypto, known by
// one of its functions.
bool schema_holds_us(const char *schema) {
    for (const char *ours : {"social", "social_internal", "social_api"})
        if (strcmp(schema, ours) == 0)
            return true;
    Oid id = get_namespace_oid(schema, true);
    Oid integer = INT4OID;
    return OidIsValid(id) &&
           SearchSysCacheExists3(PROCNAMEARGSNSP, CStringGetDatum("gen_random_bytes"),
                                 PointerGetDatum(buildoidvector(&integer, 1)), ObjectIdGetDatum(id));
}

// True for DROP EXTENSION pg_social, and for statements that may take it along.
bool may_drop_us(const DropStmt *statement) {
    bool schemas = statement->removeType == OBJECT_SCHEMA && statement->behavior == DROP_CASCADE;
    if (!schemas && statement->removeType != OBJECT_EXTENSION)
        return false;
    ListCell *cell;
    foreach (cell, statement->objects) {
        const char *name = strVal(lfirst(cell));
        if (schemas ? schema_holds_us(name) : is_ours(name))
            return true;
    }
    return false;
}

bool we_are_here_and_mine() {
    if (!IsTransactionState() || !OidIsValid(get_extension_oid("pg_social", true)))
        return false;
    return superuser() || may_change_database(MyDatabaseId);
}

void make_room_for(const Node *statement) {
    switch (nodeTag(statement)) {
    case T_DropdbStmt:
        make_room_in_another(reinterpret_cast<const DropdbStmt *>(statement)->dbname);
        rescan_at_commit();
        break;
    case T_CreatedbStmt:
        make_room_for_copy(reinterpret_cast<const CreatedbStmt *>(statement));
        break;
    case T_RenameStmt: {
        auto *rename = reinterpret_cast<const RenameStmt *>(statement);
        if (rename->renameType == OBJECT_DATABASE) {
            make_room_in_another(rename->subname);
            rescan_at_commit();
        }
        break;
    }
    case T_AlterDatabaseStmt: {
        auto *alter = reinterpret_cast<const AlterDatabaseStmt *>(statement);
        if (sets_tablespace(alter))
            make_room_in_another(alter->dbname);
        rescan_at_commit(); // ALLOW_CONNECTIONS and IS_TEMPLATE matter to the launcher
        break;
    }
    case T_DropStmt:
        if (we_are_here_and_mine() && may_drop_us(reinterpret_cast<const DropStmt *>(statement)))
            hold_database(MyDatabaseId);
        break;
    case T_AlterExtensionStmt: // its scripts change what the workers are using
        if (we_are_here_and_mine() &&
            is_ours(reinterpret_cast<const AlterExtensionStmt *>(statement)->extname))
            hold_database(MyDatabaseId);
        break;
    case T_DropOwnedStmt:
        if (we_are_here_and_mine())
            hold_database(MyDatabaseId);
        break;
    default:
        break;
    }
}

void on_utility(PlannedStmt *plan, const char *query, bool read_only_tree, ProcessUtilityContext context,
                ParamListInfo params, QueryEnvironment *environment, DestReceiver *destination,
                QueryCompletion *completion) {
    if (shared && !RecoveryInProgress())
        make_room_for(plan->utilityStmt);
    if (previous_utility_hook)
        previous_utility_hook(plan, query, read_only_tree, context, params, environment, destination,
                              completion);
    else
        standard_ProcessUtility(plan, query, read_only_tree, context, params, environment, destination,
                                completion);
}

// CREATE EXTENSION, in whatever way it is reached (CASCADE of another one too).
void on_object_access(ObjectAccessType access, Oid class_id, Oid object, int sub_id, void *argument) {
    if (previous_access_hook)
        previous_access_hook(access, class_id, object, sub_id, argument);
    // The extension's own row cannot be looked up yet; a needless look by the launcher costs nothing.
    if (shared && class_id == ExtensionRelationId && access == OAT_POST_CREATE) {
        probe_at_commit(MyDatabaseId);
        rescan_at_commit();
    }
}

} // namespace

void set_up_statement_hooks() {
    previous_utility_hook = ProcessUtility_hook;
    ProcessUtility_hook = on_utility;
    previous_access_hook = object_access_hook;
    object_access_hook = on_object_access;
}

} // namespace social::pg
