"""The platform simulator: started, stopped, and told what to do over its control interface."""

import contextlib
import re
import subprocess

import requests

from .places import simulator_program
from .waiting import wait_for

SECRETS = {"instagram": "ig-secret", "facebook": "fb-secret", "tiktok": "tt-secret"}
CLIENTS = {"instagram": "ig-app", "facebook": "fb-app", "tiktok": "tt-app"}
AUTHORIZE = {
    "instagram": "oauth/authorize",
    "facebook": "v25.0/dialog/oauth",
    "tiktok": "v2/auth/authorize/",
}
TOKEN = {
    "instagram": "oauth/access_token",
    "facebook": "v25.0/oauth/access_token",
    "tiktok": "v2/oauth/token/",
}


class Control:
    """What can be asked of any running simulator, the demo's too."""

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def call(self, method, path, body=None, **query):
        response = self.session.request(
            method, f"{self.url}/control/{path}", json=body, params=query, timeout=30
        )
        if response.status_code != 200:
            raise RuntimeError(f"the simulator refused {method} {path}: {response.text}")
        return response.json()

    def addresses(self, platform):
        base = f"{self.url}/{platform}"
        return {
            "authorize_url": f"{base}/{AUTHORIZE[platform]}",
            "token_url": f"{base}/{TOKEN[platform]}",
            "api_url": base,
        }

    def reset(self):
        self.call("POST", "reset", {})
        self.call("POST", "clock", {"mode": "real", "set": "now"})

    def fault(self, name, **target):
        return self.call("POST", "faults", {"name": name, **target})["id"]

    @contextlib.contextmanager
    def faulty(self, name, **target):
        fault = self.fault(name, **target)
        try:
            yield
        finally:
            self.end_fault(fault)

    def end_fault(self, fault=None):
        if fault is None:
            self.call("DELETE", "faults")
        else:
            self.call("DELETE", "faults", id=fault)

    def hits(self):
        return sum(fault["hits"] for fault in self.call("GET", "faults")["faults"])

    def requests(self, **query):
        return self.call("GET", "requests", **query)

    def count(self, platform, kind="total", **query):
        return self.requests(**query)["platforms"][platform][kind]

    def in_flight(self):
        return self.requests()["in_flight"]

    def forget_requests(self):
        self.call("DELETE", "requests")

    def truth(self, platform, account, **query):
        return self.call("GET", "truth", platform=platform, account=account, **query)

    def token(self, platform, account, **more):
        return self.call("POST", "token", {"platform": platform, "account": account, **more})

    def advance(self, text):
        return self.call("POST", "clock", {"advance": text})


class Simulator(Control):
    def __init__(self, log, options=("--accounts", "5000", "--uniform")):
        self.log = log
        self.options = options
        self.process = None
        super().__init__(None)

    def start(self, port=0):
        output = open(self.log, "ab+")  # noqa: SIM115 — the process keeps it
        start = output.seek(0, 2)
        self.process = subprocess.Popen(
            [simulator_program(), "--port", str(port), *self.options],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip

        def announced():
            if self.process.poll() is not None:
                raise RuntimeError(f"the simulator ended: {self.log.read_text()}")
            return re.search(rb"listening on (\d+)", self.log.read_bytes()[start:])

        found = wait_for(announced, 20, "the simulator to listen")
        output.close()
        self.port = int(found.group(1))
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
