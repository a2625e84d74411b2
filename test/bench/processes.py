"""CPU time and memory of the processes under measurement, as the kernel tells them."""

import contextlib
import os
import threading
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def stat_of(pid):
    """The fields of /proc/PID/stat from the state on: the name before them may hold blanks."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    return text.rpartition(")")[2].split()


def ticks_of(pid):
    """The process's own and those of its children that have ended and were waited for."""
    return sum(int(field) for field in stat_of(pid)[11:15])


def cpu_seconds(pid):
    return ticks_of(pid) / TICKS


def children_of(parent):
    found = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        # A process may end while it is looked at.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if int(stat_of(entry.name)[1]) == parent:
                found.append(int(entry.name))
    return found


def cluster_cpu_seconds(postmaster, leave_out=()):
    """All of a cluster: what has ended is in the postmaster's sum of reaped children."""
    total = 0
    for pid in children_of(postmaster):
        if pid not in leave_out:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                total += ticks_of(pid)
    return (total + ticks_of(postmaster)) / TICKS


def own_memory(pid):
    """Bytes of anonymous memory: shared buffers and program files do not count."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    for line in status.splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"the kernel does not tell the memory of process {pid}")


class MemoryPeak:
    """Follows a process's own memory while a block runs."""

    def __init__(self, pid, every=0.1):
        self.pid = pid
        self.peak = 0
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def _follow(self):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            while True:
                self.peak = max(self.peak, own_memory(self.pid))
                if self._ended.wait(self._every):
                    return

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()
