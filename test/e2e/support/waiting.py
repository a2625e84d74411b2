"""Waiting for a condition instead of for a time."""

import time

from .kept_sessions import keeping_sessions

# Timeouts are written for a machine of one's own; one that is shared may take so many times as long.
PATIENCE = 3


class WaitedTooLong(AssertionError):
    pass


def wait_for(condition, timeout=20.0, what=None, every=0.02):
    """Returns the first truthy result of `condition`; fails after `timeout` seconds, or several times as long."""
    deadline = time.monotonic() + timeout * PATIENCE
    with keeping_sessions():
        while True:
            result = condition()
            if result:
                return result
            if time.monotonic() > deadline:
                name = what or getattr(condition, "__name__", "the condition")
                raise WaitedTooLong(f"waited {timeout * PATIENCE} s for {name}; last seen: {result!r}")
            time.sleep(every)


def holds_for(condition, seconds, every=0.05):
    """True when `condition` holds at every look for so long: for what must not happen."""
    deadline = time.monotonic() + seconds
    with keeping_sessions():
        while time.monotonic() < deadline:
            if not condition():
                return False
            time.sleep(every)
        return True
