"""The curl calls of the replaced service's guide, as it writes them; only host and token are put in."""

import json
import subprocess

import pytest
import requests

CONNECT = """curl -X POST "http://localhost:8000/api/social-media/connect/instagram" \\
  -H "Authorization: Bearer YOUR_JWT_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
    "instagram_user_id": "17841400000000",
    "access_token": "short_lived_token"
  }'"""
CONNECTIONS = """curl "http://localhost:8000/api/social-media/connections" \\
  -H "Authorization: Bearer YOUR_JWT_TOKEN\""""
SYNC = """curl -X POST "http://localhost:8000/api/social-media/sync" \\
  -H "Authorization: Bearer YOUR_JWT_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"platforms": ["instagram"]}'"""


def run(command, caller, origin):
    command = command.replace("http://localhost:8000", caller.api).replace("YOUR_JWT_TOKEN", caller.token)
    more = " -s -w '\\n%{http_code}'" + (f" -H 'Origin: {origin}'" if origin else "")
    done = subprocess.run(["bash", "-c", command + more], capture_output=True, text=True, check=True)
    body, status = done.stdout.rsplit("\n", 1)
    return int(status), json.loads(body)


def preflight(caller, origin, command):
    """What a browser asks before it sends such a call from a page of another origin."""
    path = command.split('"http://localhost:8000')[1].split('"')[0]
    method = "POST" if "-X POST" in command else "GET"
    headers = ["authorization"] + (["content-type"] if "Content-Type" in command else [])
    answer = requests.options(
        caller.api + path,
        headers={"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": ",".join(headers)},
        timeout=30,
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert set(headers) <= set(allowed)


@pytest.mark.parametrize("call", [CONNECT, CONNECTIONS, SYNC])
def test_what_a_browser_asks_first_is_granted(person, call):
    preflight(person(), "http://localhost:3000", call)


@pytest.mark.parametrize("origin", [None, "http://localhost:3000"])
def test_the_guides_calls(person, origin):
    amal = person()
    assert run(CONNECTIONS, amal, origin) == (200, [])
    assert run(SYNC, amal, origin) == (200, [])
    # The guide's token is no real one: the call is understood, and it is the platform that refuses it.
    status, body = run(CONNECT, amal, origin)
    assert (status, body["code"]) == (400, "platform_refused")
