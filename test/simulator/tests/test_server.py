"""The HTTP server: keep-alive, pipelining, TLS, odd clients, stopping."""

import concurrent.futures
import signal
import socket
import ssl
import subprocess
import time

import requests
from simulator_client import binary


def receive(connection, count):
    data = b""
    while data.count(b"HTTP/1.1 ") < count or not data.endswith(b"}\n"):
        piece = connection.recv(65536)
        if not piece:
            break
        data += piece
    return data


def test_connection_is_kept(simulator):
    with socket.create_connection(("127.0.0.1", simulator.port)) as connection:
        for _ in range(3):
            connection.sendall(b"GET /control/health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b'"status":"ok"' in receive(connection, 1)


def test_pipelined_requests_are_answered_in_order(simulator):
    with socket.create_connection(("127.0.0.1", simulator.port)) as connection:
        connection.sendall(
            b"GET /control/health HTTP/1.1\r\nHost: x\r\n\r\n"
            b"GET /control/clock HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        data = receive(connection, 2)
    assert data.index(b'"status":"ok"') < data.index(b'"mode"')


def test_request_may_arrive_byte_by_byte(simulator):
    with socket.create_connection(("127.0.0.1", simulator.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = b"POST /control/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n"
        for byte in head + b'{"advance":1}':
            connection.sendall(bytes([byte]))
        assert b'"now"' in receive(connection, 1)


def test_expect_continue(simulator):
    with socket.create_connection(("127.0.0.1", simulator.port)) as connection:
        connection.sendall(
            b"POST /control/clock HTTP/1.1\r\nHost: x\r\n"
            b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(b"{}")
        assert b'"now"' in receive(connection, 1)


def test_nonsense_is_refused_and_the_connection_closed(simulator):
    with socket.create_connection(("127.0.0.1", simulator.port)) as connection:
        connection.sendall(b"hello\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")
        assert connection.recv(1000) == b""


def test_quoted_parameter_cannot_start_a_header_line(simulator):
    token = simulator.token("instagram", 1)["access_token"]
    answer = simulator.get("/instagram/v25.0/me", token, **{"a\r\nX-Bad: 1": "1"})
    assert "Unknown parameter: a  X-Bad: 1" in answer.headers["WWW-Authenticate"]
    assert "X-Bad" not in answer.headers


def test_slow_requests_do_not_delay_others(simulator):
    simulator.fault("slow", account=1, milliseconds=1500)
    tokens = [simulator.token("instagram", account)["access_token"] for account in (1, 1, 1, 2)]

    def timed(token):
        begun = time.monotonic()
        requests.get(f"{simulator.url}/instagram/v25.0/me", params={"access_token": token})
        return time.monotonic() - begun

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        times = list(pool.map(timed, tokens))
    assert min(times[:3]) >= 1.5 > times[3]
    assert sum(times[:3]) < 3 * 1.5 + 3  # at the same time, not one after the other
    peaks = simulator.look("requests")
    assert peaks["peak_in_flight"] >= 3 and peaks["peak_in_flight_of_one_account"] == 3
    assert peaks["in_flight"] == 0


def test_client_that_goes_away_is_forgotten(simulator):
    simulator.fault("hang")
    token = simulator.token("instagram", 1)["access_token"]
    connection = socket.create_connection(("127.0.0.1", simulator.port))
    target = f"/instagram/me?access_token={token}"
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    deadline = time.monotonic() + 5
    while simulator.look("requests")["in_flight"] == 0 and time.monotonic() < deadline:
        pass
    assert simulator.look("requests")["in_flight"] == 1
    connection.close()
    while simulator.look("requests")["in_flight"] == 1 and time.monotonic() < deadline:
        pass
    assert simulator.look("requests")["in_flight"] == 0


def test_tls_with_its_own_authority(start, tmp_path):
    simulator = start("--tls", "--tls-dir", str(tmp_path), "--tls-host", "graph.test")
    url = f"https://localhost:{simulator.port}"
    authority = str(tmp_path / "ca.pem")
    assert requests.get(f"{url}/control/health", verify=authority).json()["status"] == "ok"
    address = f"https://127.0.0.1:{simulator.port}/control/health"
    assert requests.get(address, verify=authority).status_code == 200
    try:
        requests.get(f"{url}/control/health")
        raise AssertionError("an unknown authority was trusted")
    except requests.exceptions.SSLError:
        pass
    token = requests.post(
        f"{url}/control/token", json={"platform": "instagram", "account": 1}, verify=authority
    ).json()["access_token"]
    params = {"fields": "id", "limit": "1", "access_token": token}
    page = requests.get(f"{url}/instagram/v25.0/me/media", params=params, verify=authority)
    assert page.json()["paging"]["next"].startswith(url)
    context = ssl.create_default_context(cafile=authority)
    with socket.create_connection(("127.0.0.1", simulator.port)) as plain:
        with context.wrap_socket(plain, server_hostname="graph.test") as wrapped:
            wrapped.sendall(b"GET /control/health HTTP/1.1\r\nHost: graph.test\r\n\r\n")
            assert b'"status":"ok"' in receive(wrapped, 1)


def test_certificates_are_kept_and_the_key_is_private(start, tmp_path):
    start("--tls", "--tls-dir", str(tmp_path)).stop()
    before = (tmp_path / "ca.pem").read_bytes()
    start("--tls", "--tls-dir", str(tmp_path)).stop()
    assert (tmp_path / "ca.pem").read_bytes() == before
    assert (tmp_path / "server.key").stat().st_mode & 0o077 == 0


def test_tokens_outlive_a_restart(start):
    first = start("--seed", "9")
    token = first.token("instagram", 1, kind="long")["access_token"]
    first.stop()
    second = start("--seed", "9")
    assert second.get("/instagram/v25.0/me", token).status_code == 200
    second.control("revoke", platform="instagram", account=1)
    assert second.get("/instagram/v25.0/me", token).status_code == 400


def test_stops_at_sigterm_even_while_answers_are_open(start):
    simulator = start()
    simulator.fault("hang")
    connection = socket.create_connection(("127.0.0.1", simulator.port))
    connection.sendall(b"GET /instagram/me HTTP/1.1\r\nHost: x\r\n\r\n")
    simulator.process.send_signal(signal.SIGTERM)
    assert simulator.process.wait(timeout=5) == 0
    connection.close()


def test_help_and_wrong_options():
    shown = subprocess.run([binary(), "--help"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("usage: pg_social_simulator")
    for wrong in ("--nonsense", "--port x", "--app instagram=noColon", "--clock stopped"):
        command = [binary(), *wrong.split()]
        refused = subprocess.run(command, capture_output=True, text=True, check=False)
        assert refused.returncode == 1
        assert "see --help" in refused.stderr
