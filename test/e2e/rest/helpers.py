"""Helpers of the tests of the REST API: tokens, a user with a client, the form of a failure."""

import base64
import hashlib
import hmac
import json

import requests

ROUTES = "/api/social-media"


def encode(part):
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(secret, claims, header=None):
    signed = f"{encode(header or {'alg': 'HS256', 'typ': 'JWT'})}.{encode(claims)}"
    return f"{signed}.{encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())}"


class Person:
    """A user of the API with a token; requests go to the routes or to any path."""

    def __init__(self, api, user_id, role, token):
        self.api, self.id, self.role, self.token = api, user_id, role, token
        self.headers = {"Authorization": f"Bearer {token}"}

    def call(self, method, path, headers=None, **kwargs):
        path = path if path.startswith(("/rest", "/session", "/api", "/metrics")) else ROUTES + path
        merged = {**self.headers, **(headers or {})}
        return requests.request(method, self.api + path, headers=merged, timeout=60, **kwargs)

    def get(self, path, **kwargs):
        return self.call("GET", path, **kwargs)

    def post(self, path, **kwargs):
        return self.call("POST", path, **kwargs)

    def delete(self, path, **kwargs):
        return self.call("DELETE", path, **kwargs)

    def rows(self, view, **params):
        answer = self.get(f"/rest/{view}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()


def problem(answer, status, code=None):
    """Every failure is this status with exactly these four keys, and tells nothing of the inside."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    body = answer.json()
    assert set(body) == {"code", "message", "details", "hint"}, body
    if code:
        assert body["code"] == code, body
    for secret in ("select ", "/tmp", ".sock", "Bearer ey", "insert into", "pgrst_source"):
        assert secret not in answer.text
    return body
