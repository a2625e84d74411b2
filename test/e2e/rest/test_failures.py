"""Every failure is JSON of four keys, whoever says it: a function, PostgREST, or nginx about a request it cannot pass on."""

import json
import socket
from urllib.parse import urlsplit

import pytest
import requests
from rest.helpers import problem

KEYS = {"code", "message", "details", "hint"}


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("POST", "/", 405),
        ("PUT", "/index.html", 405),
        ("DELETE", "/index.html", 405),
        ("POST", "/oauth/callback/instagram", 405),
        ("TRACE", "/api/social-media/stats", 405),
        ("GET", "/assets/", 404),
        ("GET", "/assets/nothing.js", 404),
        ("GET", "/demo/", 404),
        ("GET", "/demo/nothing.json", 404),
        ("GET", "/api", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/v1/stats", 404),
        ("GET", "/api/social-media", 404),
        ("GET", "/api/social-media/", 404),
        ("OPTIONS", "/api/social-media/nothing", 404),
        ("GET", "/rest", 404),
        ("GET", "/rest/nothing", 404),
        ("GET", "/rest/connections/1", 404),
        ("GET", "/rest/connections/", 404),
        ("GET", "/rest/rpc", 404),
        ("GET", "/rest/rpc/", 404),
        ("GET", "/rest/rpc/get_stats/x", 404),
        ("POST", "/rest/rpc/nothing", 404),
        ("POST", "/rest/", 405),
        ("POST", "/metrics", 405),
        ("POST", "/api/openapi.yaml", 405),
        ("PATCH", "/rest/rpc/health", 405),
        ("PROPFIND", "/rest/connections", 405),
    ],
)
def test_unknown_paths_and_methods(person, method, path, status):
    caller = person("admin")
    answer = requests.request(method, caller.api + path, headers=caller.headers, timeout=30)
    problem(answer, status)
    allowed = answer.headers.get("Allow", "").split(", ")
    assert status != 405 or ("GET" in allowed and method not in allowed), allowed


def exchange(api, data):
    """What comes back for these bytes: status, headers, body."""
    address = urlsplit(api)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(data)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode("latin-1"), body.decode()


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"GET /api/social-media/stats HTTP/1.1\r\n\r\n",  # no Host
        b"GET /api/social-media/stats HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET /api/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/social-media/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/social-media/stats%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /api/social-media/sync HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/social-media/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /api/social-media/sync HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"POST /session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"POST /api/social-media/sync HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n",
        b"GET /api/social-media/stats HTTP/9.9\r\nHost: x\r\n\r\n",
    ],
)
def test_requests_that_cannot_be_read(api, data):
    status, head, body = exchange(api, data)
    assert 400 <= status < 600, (status, body)
    assert "application/json" in head.lower(), (status, head, body)
    assert set(json.loads(body)) == KEYS


@pytest.mark.parametrize("body", [b"zz\r\n\r\n", b"2\r\n{}\r\nzz\r\n\r\n", b"fffffffffffffffff\r\n"], ids=["first", "second", "size"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path",
    ["/rest/rpc/begin_oauth", "/rest/rpc/nothing", "/rest/connections", "/rest/", "/rest/a/b"]
    + ["/api/social-media/sync", "/api/social-media/stats", "/api/social-media/nothing", "/api/x", "/session", "/metrics"],
)
def test_a_malformed_body(api, person, path, method, body):
    """Wherever it is read: on the way to PostgREST, or while another failure is being answered."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {person().token}\r\n"
        "Origin: http://localhost:3000\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    status, head, text = exchange(api, head.encode() + body)
    assert status in (400, 404, 405), (status, text)
    assert "content-type: application/json" in head.lower() and set(json.loads(text)) == KEYS


HEAD = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


@pytest.mark.parametrize("path", [b"/rest/connections", b"/api/social-media/stats", b"/metrics", b"/"])
@pytest.mark.parametrize(
    "after_path, expected",
    [
        (b"?" + b"a" * 9000 + HEAD + b"\r\n", 414),
        (HEAD + b"X: " + b"a" * 9000 + b"\r\n\r\n", 400),
        (HEAD + b"".join(b"X%d: %s\r\n" % (n, b"a" * 7000) for n in range(8)) + b"\r\n", 400),
        (HEAD + b"X\x00: 1\r\n\r\n", 400),
        (b" HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        (HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 501),
        (HEAD + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", 501),
    ],
    ids=["address", "header", "headers", "zero byte", "host", "two lengths", "two encodings", "odd encoding"],
)  # fmt: skip
def test_what_nginx_refuses_before_it_looks_at_the_path(api, path, after_path, expected):
    status, head, body = exchange(api, b"GET " + path + after_path)
    assert status == expected, body
    assert "content-type: application/json" in head.lower() and set(json.loads(body)) == KEYS


def test_what_postgrest_says_of_a_filter_passes_as_it_is(person):
    amal = person()
    assert problem(amal.get("/rest/connections?id=eq.zz"), 400)["code"] == "22P02"
    assert problem(amal.get("/rest/connections?select=nothing"), 400)["code"] == "42703"
    assert amal.get("/rest/").json()["swagger"] == "2.0"


NOT_UTF8 = ["%FF", "%80", "a%C3", "%C0%80", "%C3%28", "%E2%82", "%ED%A0%80", "%F0%8F%BF%BF", "%F4%90%80%80", "a" * 7000 + "%FF"]
IS_UTF8 = ["%C3%A9", "%e2%82%ac", "%F0%9F%98%80", "%EF%BB%BF", "%7F", "100%", "%zz", "a" * 7000 + "%C3%A9", ""]


@pytest.mark.parametrize("word", NOT_UTF8 + IS_UTF8, ids=lambda word: word[-12:])
def test_encoded_bytes_in_the_query_string(person, word):
    amal = person()
    for path in ("/rest/posts?caption=eq.", "/rest/rpc/get_stats?"):
        answer = amal.call("GET", path + word)
        if word in NOT_UTF8:
            problem(answer, 400, "bad_request")
        else:
            assert answer.status_code in (200, 404)


def test_raw_bytes_in_the_query_string(api, person):
    amal = person()
    request = (
        b"GET /api/social-media/connections?platform=\xff\xc3\xa9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Authorization: Bearer " + amal.token.encode() + b"\r\n\r\n"
    )
    status, _, body = exchange(api, request)
    assert status in (400, 422), body
    assert '"message"' in body
