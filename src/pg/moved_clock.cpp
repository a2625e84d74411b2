#include "pg/moved_clock.hpp"

#include "pg/postgres.hpp"

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace social::pg {

namespace {

// The server's working directory is its data directory.
constexpr const char *kFolder = "pg_social";
constexpr const char *kFile = "pg_social/clock";

} // namespace

std::int64_t remembered_clock_offset() {
    FILE *file = fopen(kFile, "r");
    if (!file)
        return 0;
    long long offset = 0;
    int read = fscanf(file, "%lld", &offset);
    fclose(file);
    if (read != 1)
        return 0;
    ereport(WARNING,
            (errmsg("pg_social's clock is %lld seconds away from the machine's", offset / USECS_PER_SEC),
             errhint("set_clock('0') of the schema social_internal ends that.")));
    return offset;
}

void remember_clock_offset(std::int64_t offset) {
    if (offset == 0) {
        unlink(kFile);
        return;
    }
    mkdir(kFolder, S_IRWXU);
    FILE *file = fopen(kFile, "w");
    bool written = file && fprintf(file, "%lld\n", static_cast<long long>(offset)) > 0;
    if (file && fclose(file) != 0)
        written = false;
    if (!written)
        ereport(ERROR, (errcode_for_file_access(), errmsg("cannot write \"%s\": %m", kFile)));
}

} // namespace social::pg
