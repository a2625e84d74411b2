"""Sessions that are kept while a test waits for something, or asks for much at a time: to begin one costs the server more
than most of what is asked."""

import contextlib
import threading

KEPT = threading.local()


@contextlib.contextmanager
def keeping_sessions():
    """Within this block (of the outermost, where several are nested) session() opens one session for each place."""
    if getattr(KEPT, "sessions", None) is not None:
        yield
        return
    KEPT.sessions = {}
    try:
        yield
    finally:
        sessions, KEPT.sessions = KEPT.sessions, None
        for one in sessions.values():
            one.close()


def ask(place, connect, question):
    """What `question` makes of a session: of one of its own, or, while sessions are kept, of the one kept for this place."""
    sessions = getattr(KEPT, "sessions", None)
    if sessions is None:
        with contextlib.closing(connect()) as session:
            return question(session)
    kept = sessions.get(place)
    if kept is not None:
        try:
            return question(kept)
        except Exception:
            if not kept.closed:
                raise
            # Its server has ended or begun anew since the last look, which a new session would not have noticed.
    sessions[place] = connect()
    return question(sessions[place])
