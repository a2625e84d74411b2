"""The SQL of the operating guide runs as it is written, with what it leaves open filled in."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs/how-to/operate.md"
CODE = re.compile(r"`([^`]+)`")
BEGINS = ("select ", "insert ", "update ", "delete ", "alter system ", "show ", "grant ", "set ")


def statements():
    """Of the blocks marked sql, and what is quoted in lines and tables."""
    text = PAGE.read_text()
    blocks = re.findall(r"^```sql\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    found = [without_comments(part) for block in blocks for part in without_comments(block).split(";")]
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for code in CODE.findall(re.sub(r"\s*\n\s*", " ", rest)):
        found += [part.strip() for part in code.split(";") if part.strip().startswith(BEGINS)]
    return list(dict.fromkeys(part.strip() for part in found if part.strip()))


def without_comments(sql):
    return re.sub(r"--[^\n]*", "", sql)


@pytest.fixture(scope="module", name="site")
def site_fixture(cluster):
    """A database with one creator and a notice, as the page's reader may have it."""
    cluster.create_database("site")
    cluster.rows("select social.resume_workers()", database="site")
    session = cluster.connect("site", autocommit=False)
    cursor = session.cursor()
    cursor.execute("select social.configure_platform('instagram', 'an-app', 'a-secret', 'https://app.example/cb')")
    cursor.execute(
        "insert into social.social_media_users (email) values ('you@example.com') returning id"
    )
    (user,) = cursor.fetchone()
    cursor.execute(
        "insert into social.social_media_connections (user_id, platform, platform_user_id, access_token_encrypted)"
        " values (%s, 'instagram', '17841400000000', 'no token') returning id",
        (user,),
    )
    (connection,) = cursor.fetchone()
    cursor.execute(
        "insert into social.social_media_notifications (user_id, kind, incident) values (%s, 'weekly_report', 'x')"
        " returning id",
        (user,),
    )
    (mail,) = cursor.fetchone()
    session.commit()
    yield session, {"user_id": user, "connection_id": connection, "id": connection, "mail": mail}
    session.close()


def filled(statement, values):
    """'…' stands for what the reader knows: an id, a job, the name of the database."""
    statement = re.sub(r"\b(user_id|connection_id) = '…'", lambda m: f"{m[1]} = '{values[m[1]]}'", statement)
    if "social_media_notifications" in statement:
        statement = statement.replace("id = '…'", f"id = '{values['mail']}'")
    statement = statement.replace("id = '…'", f"id = '{values['id']}'")
    statement = statement.replace("sync_connection('…'", f"sync_connection('{values['id']}'")
    statement = statement.replace("job = '…'", "job = 'cleanup_old_logs'")
    statement = statement.replace("schedule_job('…'", "schedule_job('cleanup_old_logs'")
    return statement.replace("on database …", "on database site")


def test_the_page_has_statements():
    found = statements()
    assert len(found) >= 40
    assert "select * from health()" in found


@pytest.mark.parametrize("statement", statements(), ids=lambda text: text[:60].replace("\n", " "))
def test_it_runs(cluster, site, statement):
    session, values = site
    statement = filled(statement, values)
    assert "…" not in statement, "the test does not know what stands here"
    if statement.startswith(("alter system", "create ")):  # not within a transaction
        cluster.rows(statement, database="site")
        return
    # It would ask the platform, which is not here.
    if statement.startswith("select * from sync_connection"):
        statement = "explain " + statement
    try:
        with session.cursor() as cursor:
            cursor.execute("set local search_path = social, public")
            cursor.execute(statement)
    finally:
        session.rollback()


def test_a_mail_that_is_being_sent_is_neither_given_up_nor_sent_again(site):
    session, values = site
    (counts,) = [text for text in statements() if "as gave_up" in text]
    (again,) = [text for text in statements() if text.startswith("update social_media_notifications set send_after")]
    handed = (
        "update social_media_notifications set attempts = 1, send_after = null, attempted_at = now() - %s::interval,"
        " last_error = 'handed to the mail server; whether it took it is not known' where id = %s"
    )
    try:
        with session.cursor() as cursor:
            cursor.execute("set local search_path = social, public")
            for since, gave_up in (("1 minute", 0), ("121 minutes", 1)):
                cursor.execute(handed, (since, values["mail"]))
                cursor.execute(f"select sum(gave_up) from ({counts}) q")
                assert cursor.fetchone() == (gave_up,)
                cursor.execute(filled(again, values))
                assert cursor.rowcount == gave_up
    finally:
        session.rollback()
