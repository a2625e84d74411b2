"""A server's log, read from where one likes."""


class ServerLog:
    def __init__(self, path):
        self.path = path

    def text(self, since=0):
        if not self.path.exists():
            return ""
        with open(self.path, "rb") as log:
            log.seek(since)
            return log.read().decode("utf-8", "replace")

    def here(self):
        """A position to read from later."""
        return self.path.stat().st_size if self.path.exists() else 0

    def count(self, words, since=0):
        return self.text(since).count(words)

    def tail(self, lines=60):
        return "\n".join(self.text().splitlines()[-lines:])
