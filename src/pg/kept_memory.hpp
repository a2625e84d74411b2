// What a process keeps of the memory that it has freed.
#pragma once

namespace social::pg {

// Once, as a sync worker begins. From then on it keeps up to 16 MB of what it frees, for its next batch.
void keep_freed_memory();

} // namespace social::pg
