"""The OpenAPI documents against the running server: every operation called, every answer of the form it promises."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import requests
import yaml
from rest.helpers import problem

DOCUMENT = yaml.safe_load((Path(__file__).parents[3] / "docs/reference/openapi.yaml").read_text())
PREFIX = "/api/social-media"
OPERATIONS = [
    pytest.param(path, method, id=operation["operationId"])
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def resolve(node):
    while "$ref" in node:
        found = DOCUMENT
        for name in node["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        node = found
    return node


def check(path, method, answer):
    """The status is one the document names, and the body is of the schema it has there."""
    responses = DOCUMENT["paths"][path][method]["responses"]
    assert str(answer.status_code) in responses, (answer.status_code, answer.text)
    response = resolve(responses[str(answer.status_code)])
    if "content" not in response:
        assert answer.text == ""
        return
    kind = answer.headers["Content-Type"].split(";")[0]
    schema = response["content"][kind]["schema"]
    body = answer.json() if kind == "application/json" else answer.text
    jsonschema.Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(body)


@pytest.fixture
def caller(person, account, measured, posted, sql):
    """An operator with an account, so that every operation has something to answer."""
    caller = person("admin")
    caller.connection = account(caller, grant_days=400)
    measured(caller, caller.connection, 1)
    posted(caller.connection, "a")
    sql("select social_internal.ensure_month('social.social_media_sync_logs', now())")
    sql("update social.social_media_connections set last_synced_at = now() where id = %s", caller.connection)
    sql(
        """insert into social.social_media_sync_logs
               (connection_id, user_id, platform, sync_type, sync_status, stats_fetched, errors_encountered)
           values (%s, %s, 'instagram', 'manual', 'partial_success', true, '{impressions}')""",
        caller.connection,
        caller.id,
    )
    return caller


def test_there_are_thirteen_operations():
    assert len(OPERATIONS) == 13


@pytest.mark.parametrize("path, method", OPERATIONS)
def test_every_operation_answers_as_documented(caller, path, method):
    operation = DOCUMENT["paths"][path][method]
    query = {}
    for parameter in map(resolve, operation.get("parameters", [])):
        schema = resolve(parameter["schema"])
        if parameter["in"] == "query":
            query[parameter["name"]] = schema.get("default") or (schema.get("enum") or [caller.id])[0]
    query.pop("status_filter", None)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    answer = caller.call(method.upper(), path.replace("{id}", caller.connection), params=query, json=body)
    check(path, method, answer)
    if method == "get":
        assert answer.status_code == 200
        assert answer.text not in ("[]", '{"total" : 0, "posts" : []}'), "nothing was checked"


@pytest.mark.parametrize("path, method", OPERATIONS)
def test_every_operation_refuses_as_documented(api, person, path, method):
    url = api + PREFIX + path.replace("{id}", "d0000000-0000-4000-8000-00000000dead")
    unauthorized = requests.request(method, url, timeout=30)
    assert unauthorized.status_code == 401
    check(path, method, unauthorized)
    operation = DOCUMENT["paths"][path][method]
    if "422" in operation["responses"] and method == "get":
        refused = person("admin").get(path + "?platform=orkut&select=x")
        assert refused.status_code == 422
        check(path, method, refused)
    if "404" in operation["responses"]:
        missing = person().call(method.upper(), path.replace("{id}", "nope"))
        assert missing.status_code == 404
        check(path, method, missing)


def test_bounds_and_words_are_those_of_the_server(caller):
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            for parameter in map(resolve, operation.get("parameters", [])):
                schema = resolve(parameter["schema"])
                values = [schema[k] for k in ("minimum", "maximum") if k in schema] + schema.get("enum", [])
                outside = [schema["minimum"] - 1, schema["maximum"] + 1] if "minimum" in schema else ["no such word"]
                if parameter["in"] != "query" or not (values) or method != "get":
                    continue
                others = {"platform": "instagram"} if path == "/stats/history" else {}
                for value in values:
                    assert caller.get(path, params={**others, parameter["name"]: value}).status_code == 200
                for value in outside:
                    problem(caller.get(path, params={**others, parameter["name"]: value}), 422)


def test_the_document_is_served(api):
    answer = requests.get(api + "/api/openapi.yaml", timeout=30)
    assert answer.headers["Content-Type"] == "application/yaml"
    assert yaml.safe_load(answer.text) == DOCUMENT


def test_postgrest_describes_what_each_role_may_use(person):
    described = {role: person(role).get("/rest/").json() for role in ("influencer", "merchant", "admin")}
    views = {
        role: {path for path in document["paths"] if re.fullmatch(r"/[a-z_]+", path)}
        for role, document in described.items()
    }
    assert "/connections" in views["influencer"] and "/influencers" not in views["influencer"]
    assert "/influencers" in views["merchant"] and "/sync_logs" not in views["merchant"]
    assert "/sync_logs" in views["admin"]
    for role, document in described.items():
        for path, methods in document["paths"].items():
            if not path.startswith("/rpc/") and path != "/":
                assert set(methods) & {"post", "patch", "delete"} == set(), path
        assert "access_token" not in json.dumps(document["definitions"])
        for view in views[role]:
            assert person(role).get(f"/rest{view}?limit=1").status_code == 200, view
