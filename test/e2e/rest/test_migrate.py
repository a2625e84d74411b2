"""docs/how-to/migrate.md: everything the replaced service had has its line, and what the lines name is there."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/how-to/migrate.md").read_text()
REPLACED = """
connect_instagram connect_tiktok disconnect_platform sync_all_user_stats fetch_instagram_stats fetch_tiktok_stats
refresh_expiring_tokens _exchange_instagram_token get_user_connections get_latest_stats get_stats_history get_top_posts
sync_all_active_connections check_and_repair_connections refresh_materialized_views send_weekly_reports
notify_token_expiration cleanup_old_logs sync_user_connections.delay task.get include_router
DATABASE_URL REDIS_URL INSTAGRAM_CLIENT_ID TIKTOK_CLIENT_KEY FACEBOOK_APP_ID _CLIENT_SECRET _APP_SECRET _REDIRECT_URI
SMTP_HOST SMTP_PORT SMTP_USER SMTP_PASSWORD FROM_EMAIL ENCRYPTION_KEY JWT_SECRET REACT_APP_API_URL
REACT_APP_INSTAGRAM_CLIENT_ID REACT_APP_TIKTOK_CLIENT_KEY REACT_APP_FACEBOOK_APP_ID
SocialMediaConnections.js SocialMediaHistory.js OAuthCallback.js rate_limit worker.log beat.log redis-cli
""".split()


@pytest.mark.parametrize("name", REPLACED)
def test_everything_that_was_there_has_its_line(name):
    assert [line for line in PAGE.splitlines() if line.startswith("|") and name in line.split("|")[1]]


def test_every_route_has_its_line():
    routes = yaml.safe_load((ROOT / "docs/reference/openapi.yaml").read_text())["paths"]
    named = set(re.findall(r"`(GET|POST|DELETE) (/[^`]*)`", PAGE))
    assert named == {(method.upper(), path) for path, methods in routes.items() for method in methods}


def test_what_the_page_names_exists(sql):
    functions = {name for (name,) in sql("select proname from pg_proc where pronamespace = 'social'::regnamespace")}
    assert set(re.findall(r"\bsocial\.(\w+)\(", PAGE)) <= functions
    tables = {name for (name,) in sql("select relname from pg_class where relnamespace = 'social'::regnamespace")}
    assert set(re.findall(r"\bsocial\.(\w+)\b(?!\()", PAGE)) <= tables
    settings = {name for (name,) in sql("select name from pg_settings where name like 'pg_social.%%'")}
    assert set(re.findall(r"\bpg_social\.\w+", PAGE)) <= settings
    jobs = {name for (name,) in sql("select job from social.social_media_jobs")}
    assert jobs == {line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `") and line.split("`")[1] in jobs}
    for path in re.findall(r"`(deploy/[\w./-]+)", PAGE):
        assert (ROOT / path).exists(), path
