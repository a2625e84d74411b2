"""Platforms configured for the simulator, and creators connected to them."""

import contextlib
import uuid

from . import browser
from .kept_sessions import keeping_sessions
from .simulator import CLIENTS, SECRETS

REDIRECT = "http://127.0.0.1/oauth/callback/"


@keeping_sessions()
def configure(cluster, database, simulator, platforms=("instagram", "tiktok", "facebook"), redirect=REDIRECT):
    for platform in platforms:
        settings = {
            "platform": platform,
            "client_id": CLIENTS[platform],
            "client_secret": SECRETS[platform],
            "redirect_uri": redirect + platform,
            **simulator.addresses(platform),
        }
        named = ", ".join(f"{name} => %({name})s" for name in settings)
        cluster.rows(f"select social.configure_platform({named})", settings, database=database)


@keeping_sessions()
def connect_by_oauth(cluster, database, platform, account, user_id=None, page_id=None):
    """The whole round trip; returns the connection as complete_oauth answers it."""
    user_id = user_id or str(uuid.uuid4())
    begun = cluster.dicts("select * from social.begin_oauth(%s, %s)", (user_id, platform), database)[0]
    back = browser.visit(begun["authorize_url"], account)
    return cluster.dicts(
        "select * from social.complete_oauth(%s, %s, %s, %s, %s)",
        (user_id, platform, back["state"], back["code"], page_id),
        database,
    )[0]


def connect_instagram(cluster, database, simulator, account, user_id=None):
    """With a token that the creator already has. Returns (connection id, user id)."""
    token = simulator.token("instagram", account)
    user_id = user_id or str(uuid.uuid4())
    row = cluster.dicts(
        "select * from social.connect_instagram(%s, %s, %s)",
        (user_id, token["user_id"], token["access_token"]),
        database,
    )[0]
    return row["id"], row["user_id"]


def sync(cluster, database, connection_id, wait="30 s"):
    return cluster.dicts(
        "select * from social.sync_connection(%s, %s::interval)", (connection_id, wait), database
    )[0]


def pause_jobs(cluster, database):
    """For tests that move the clock: none becomes due by that, whatever time of day it is."""
    cluster.rows("select social.pause_job(job) from social.social_media_jobs", database=database)


def run_daily(cluster, database):
    cluster.rows("select social.run_job('sync_all_active_connections')", database=database)


@contextlib.contextmanager
def transaction(cluster, database):
    session = cluster.connect(database, autocommit=False)
    try:
        yield session.cursor()
    finally:
        session.rollback()
        session.close()
