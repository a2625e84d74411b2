"""A fault hits whom it names, and nobody else."""

import pytest
from simulator_client import REDIRECT, exchange, media, profile


def test_fault_of_one_account(simulator, token):
    simulator.fault("server_error", account=2)
    other = simulator.token("instagram", 2)["access_token"]
    assert profile(simulator, token).status_code == 200
    assert profile(simulator, other).status_code == 500


def test_fault_of_a_code_concerns_its_account(simulator):
    simulator.fault("server_error", account=2, endpoint="token")
    answer = {}
    for account in (1, 2):
        code = simulator.token("instagram", account, kind="code", redirect_uri=REDIRECT)["code"]
        answer[account] = exchange(simulator, code).status_code
    assert answer == {1: 200, 2: 500}


def test_fault_of_a_range_of_accounts(simulator, token):
    simulator.fault("server_error", from_account=2, to_account=3)
    statuses = [
        profile(simulator, simulator.token("instagram", account)["access_token"]).status_code
        for account in (1, 2, 3, 4)
    ]
    assert statuses == [200, 500, 500, 200]


def test_fault_of_one_endpoint(simulator, token):
    simulator.fault("server_error", endpoint="posts")
    assert profile(simulator, token).status_code == 200
    assert media(simulator, token).status_code == 500


def test_fault_of_one_platform(simulator, token):
    simulator.fault("server_error", platform="tiktok")
    assert profile(simulator, token).status_code == 200


def test_fault_of_the_next_requests(simulator, token):
    simulator.fault("server_error", skip=1, count=2)
    statuses = [profile(simulator, token).status_code for _ in range(5)]
    assert statuses == [200, 500, 500, 200, 200]


def test_fault_of_a_share_of_requests(simulator, token):
    simulator.fault("server_error", share=0.3)
    failed = sum(profile(simulator, token).status_code == 500 for _ in range(500))
    assert 100 < failed < 200


def test_fault_of_a_share_of_accounts_is_always_of_the_same_ones(simulator):
    simulator.fault("server_error", share=0.5, share_of="accounts")
    tokens = [simulator.token("instagram", account)["access_token"] for account in range(13, 53)]
    first = [profile(simulator, token).status_code for token in tokens]
    assert first == [profile(simulator, token).status_code for token in tokens]
    assert 8 < first.count(500) < 32


def test_faults_can_be_listed_and_removed(simulator, token):
    number = simulator.fault("server_error", count=5)
    profile(simulator, token)
    listed = simulator.look("faults")["faults"]
    assert [(fault["id"], fault["hits"], fault["left"]) for fault in listed] == [(number, 1, 4)]
    simulator.session.delete(f"{simulator.url}/control/faults", params={"id": number})
    assert simulator.look("faults")["faults"] == []
    assert profile(simulator, token).status_code == 200


@pytest.mark.parametrize(
    "body", [{"name": "nonsense"}, {"name": "slow", "delay": 3}, {"name": "slow", "share": 2}, {}]
)
def test_misspelt_faults_are_refused(simulator, body):
    answer = simulator.session.post(f"{simulator.url}/control/faults", json=body)
    assert answer.status_code == 400 and "error" in answer.json()


def test_consent_page_fails_only_when_it_is_named(simulator):
    query = {
        "client_id": "ig-app",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "instagram_business_basic",
    }
    simulator.fault("server_error")
    assert simulator.get("/instagram/oauth/authorize", **query).status_code == 200
    simulator.fault("html_502", endpoint="authorize")
    assert simulator.get("/instagram/oauth/authorize", **query).status_code == 502
