"""Hosts that answer badly on purpose, below HTTP: each way a network can keep somebody waiting."""

import contextlib
import socket
import subprocess
import threading

from .places import give_to_server_user

UNRESOLVABLE = "hangs.invalid"

# getaddrinfo() that never comes back for one name, as with a name server that is down.
RESOLVER = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) =
        dlsym(RTLD_NEXT, "getaddrinfo");
    if (node && strcmp(node, "%s") == 0)
        for (int i = 0; i < 600; ++i)
            usleep(100000);
    return real(node, service, hints, found);
}
"""


def build_hanging_resolver(folder):
    """A library to preload into a server."""
    source, library = folder / "resolver.c", folder / "resolver.so"
    source.write_text(RESOLVER % UNRESOLVABLE)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    for path in (folder, library):
        give_to_server_user(path)
    return library


class Tarpit:
    """A listening socket of 127.0.0.1. `talk` is called with each connection, in a thread of its own."""

    def __init__(self, talk=None, backlog=64):
        self.talk = talk
        self.ended = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        self.host = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.held = []
        if talk:
            threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while not self.ended.is_set():
            with contextlib.suppress(OSError):
                connection, _ = self.listener.accept()
                self.held.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError):
            connection.recv(65536)
            self.talk(connection, self.ended)

    def fill_backlog(self):
        """Nobody accepts and the queue is full: further connects get no answer."""
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(self.listener.getsockname())
            self.held.append(client)

    def close(self):
        self.ended.set()
        self.listener.close()
        for connection in self.held:
            connection.close()


def drip(connection, ended):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while not ended.wait(0.05):
        connection.sendall(b" ")


def flood(connection, ended):
    """Answers of 50 MB, one after the other."""
    item = b'{"id":"1","caption":"a text of some length, and then some more of it"},'
    count = 50_000_000 // len(item)
    size = len(item) * count + len(b'{"data":[]}') + 1
    while not ended.is_set():
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % size
        )
        connection.sendall(b'{"data":[')
        for _ in range(count // 1000):
            connection.sendall(item * 1000)
        connection.sendall(item * (count % 1000) + b"1]}")
        connection.recv(65536)
