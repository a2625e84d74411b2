"""A simulator started by a test, and ways to speak to it."""

import hashlib
import hmac
import os
import pathlib
import signal
import subprocess
import urllib.parse

import requests

NOW = 1795420800  # 2026-11-23T08:00:00Z
DAY = 86400
REDIRECT = "https://app.example/callback"
FIELDS = "id,caption,like_count,comments_count,timestamp"


def binary():
    built = pathlib.Path(__file__).parents[3] / "build" / "simulator" / "pg_social_simulator"
    return os.environ.get("PG_SOCIAL_SIMULATOR", str(built))


class Simulator:
    def __init__(self, *options):
        command = [binary(), "--port", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line
        self.port = int(line.split()[-1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.session = requests.Session()

    def stop(self):
        self.session.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.stdout.close()
        return self.process.wait(timeout=10)

    def get(self, path, token=None, **params):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.session.get(
            self.url + path, params=params, headers=headers, allow_redirects=False
        )

    def post(self, path, **options):
        return self.session.post(self.url + path, allow_redirects=False, **options)

    def control(self, path, **body):
        answer = self.session.post(f"{self.url}/control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, path, **params):
        answer = self.session.get(f"{self.url}/control/{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def truth(self, platform, account, **params):
        return self.look("truth", platform=platform, account=account, **params)

    def token(self, platform, account, **body):
        return self.control("token", platform=platform, account=account, **body)

    def fault(self, name, **body):
        return self.control("faults", name=name, **body)["id"]

    def consent(self, path, query, **form):
        """Decides at the authorise page and returns the parameters that come back."""
        answer = self.post(path, params=query, data=form)
        assert answer.status_code == 302, answer.text
        link = urllib.parse.urlsplit(answer.headers["Location"])
        parameters = dict(urllib.parse.parse_qsl(link.query))
        parameters["#"] = link.fragment
        return parameters


def media(simulator, token, **params):
    asked = {"fields": FIELDS, "limit": 10, **params}
    return simulator.get("/instagram/v25.0/me/media", token, **asked)


def profile(simulator, token, **params):
    asked = {"fields": "username,followers_count", **params}
    return simulator.get("/instagram/v25.0/me", token, **asked)


def proof(token):
    """Of a token of Facebook's app."""
    return hmac.new(b"fb-secret", token.encode(), hashlib.sha256).hexdigest()


def page_token(simulator, account=1, page=1, **options):
    return simulator.token("facebook", account, kind="page", page=page, **options)["access_token"]


def exchange(simulator, given, **changes):
    """Asks Instagram for a token in return for the code `given`."""
    form = {
        "client_id": "ig-app",
        "client_secret": "ig-secret",
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT,
        "code": given,
        **changes,
    }
    return simulator.post("/instagram/oauth/access_token", data=form)
