"""deploy/roles.sql, run again: after an upgrade, at each start of the container, in a second database."""

import contextlib

import pytest
from support.places import ROOT


@pytest.fixture
def run_roles(cluster):
    def run(database, *options):
        cluster.script(ROOT / "deploy/roles.sql", *options, database=database)

    return run


def test_the_audience_stays_until_another_is_told(cluster, database, run_roles):
    def audience():
        return cluster.value(
            """select max(split_part(setting, '=', 2)) from pg_db_role_setting, unnest(setconfig) setting
               where setting like 'pgrst.jwt_aud=%'"""
        )

    run_roles(database)
    assert audience() is None
    run_roles(database, "-v", "audience=shop's")
    assert audience() == "shop's"
    cluster.create_database("second")
    run_roles("second")
    run_roles(database)
    assert audience() == "shop's"
    run_roles(database, "-v", "audience=")
    assert audience() is None


def test_while_views_are_refreshed(cluster, database, run_roles):
    """A worker may be at it at any time; nor does the refresh fail by it."""
    run_roles(database)
    with contextlib.closing(cluster.connect(database, autocommit=False)) as refreshing:
        with refreshing.cursor() as cursor:
            cursor.execute("select social.refresh_social_media_views()")
            run_roles(database)
        refreshing.commit()


def test_rights_that_an_older_version_gave_do_not_stay(cluster, database, run_roles):
    def rights():
        return cluster.rows(
            """select has_table_privilege('merchant', 'social.social_media_users', 'select'),
                      has_column_privilege('admin', 'social.social_media_connections', 'access_token_encrypted', 'select'),
                      has_sequence_privilege('influencer', 'social_internal.sync_log_ids', 'usage'),
                      has_table_privilege('influencer', 'social_api.stats', 'select')""",
            database=database,
        )

    run_roles(database)
    assert rights() == [(False, False, False, True)]
    cluster.rows(
        """grant select on social.social_media_users to merchant;
           grant select (access_token_encrypted) on social.social_media_connections to admin;
           grant usage on sequence social_internal.sync_log_ids to influencer;
           revoke all on social_api.stats from influencer""",
        database=database,
    )
    run_roles(database)
    assert rights() == [(False, False, False, True)]
