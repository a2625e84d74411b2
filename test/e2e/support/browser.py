"""A creator at a platform's consent page: reads the form, allows, and follows the redirect by hand."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import requests


class Form(HTMLParser):
    """The fields that a browser would send, in the state the page shows them."""

    def __init__(self, html):
        super().__init__()
        self.fields = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        field = dict(attrs)
        if tag != "input" or not field.get("name") or "disabled" in field:
            return
        if field.get("type") in ("radio", "checkbox") and "checked" not in field:
            return
        self.fields.append((field["name"], field.get("value", "")))


class Refused(Exception):
    pass


def visit(authorize_url, account, decision="allow"):
    """Logs in as the simulator's account of that number. Returns what came back in the redirect."""
    with requests.Session() as session:
        session.trust_env = False
        page = session.get(authorize_url, timeout=30)
        if page.status_code != 200:
            raise Refused(page.text)
        fields = [(name, value) for name, value in Form(page.text).fields if name != "other_account"]
        fields += [("other_account", str(account)), ("decision", decision)]
        answer = session.post(authorize_url, data=fields, allow_redirects=False, timeout=30)
    if answer.status_code not in (302, 303):
        raise Refused(answer.text)
    query = urlsplit(answer.headers["Location"]).query
    return {name: values[0] for name, values in parse_qs(query).items()}


def decide(authorize_url, account, **decision):
    """The same decision as one request: refuse="video.list" allows all scopes but that one."""
    answer = requests.post(
        authorize_url, data={"account": account, **decision}, allow_redirects=False, timeout=30
    )
    if answer.status_code not in (302, 303):
        raise Refused(answer.text)
    query = urlsplit(answer.headers["Location"]).query
    return {name: values[0] for name, values in parse_qs(query).items()}
