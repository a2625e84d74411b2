"""A statement that runs in a session of its own while the test goes on."""

import threading
import time


class Background:
    def __init__(self, cluster, database, statement, arguments=None):
        self.session = cluster.connect(database)
        self.pid = self.session.get_backend_pid()
        self.rows = None
        self.error = None
        self.seconds = None
        self._thread = threading.Thread(target=self._run, args=(statement, arguments), daemon=True)
        self._thread.start()

    def _run(self, statement, arguments):
        began = time.monotonic()
        try:
            cursor = self.session.cursor()
            cursor.execute(statement, arguments)
            self.rows = cursor.fetchall() if cursor.description else []
        except Exception as error:  # noqa: BLE001 — handed to the test
            self.error = error
        self.seconds = time.monotonic() - began

    def going(self):
        return self._thread.is_alive()

    def cancel(self):
        self.session.cancel()

    def result(self, timeout=60):
        """The rows; raises the statement's own error."""
        self.wait(timeout)
        if self.error:
            raise self.error
        return self.rows

    def wait(self, timeout=60):
        self._thread.join(timeout)
        assert not self._thread.is_alive(), "the statement still runs"
        self.session.close()
        return self
