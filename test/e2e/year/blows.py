"""What befalls the server in the middle of its work, and which refreshes were left without an answer by it."""

import signal

import psycopg2
from support.waiting import wait_for

# Every refresh that spends its token, as the table of rotations shows it: begun, stored, over.
STORY = """
create table public.rotation_story (
    connection_id uuid, what text, by integer default pg_backend_pid(), number bigint generated always as identity);
create index on public.rotation_story (connection_id, number);
grant insert on public.rotation_story to public;
create function public.tell_of_rotation() returns trigger language plpgsql as $$
begin
    insert into public.rotation_story (connection_id, what)
    values (coalesce(new.connection_id, old.connection_id),
            case when tg_op = 'DELETE' then 'over' when new.stored_at is not null then 'stored' else 'begun' end);
    return null;
end
$$;
create trigger story after insert or update or delete on social_internal.rotations
    for each row execute function public.tell_of_rotation();
"""


class Blows:
    def __init__(self, house):
        self.house = house
        self.in_doubt = set()  # connections whose answer a blow may have cost
        self.struck = 0
        self.settled = 0  # the last line of the story when nothing was under way
        house.rows(STORY)

    def strike(self, blow):
        """Once some requests are on the wire, which are slow for that."""
        self.struck += 1
        slow = [
            self.house.simulator.fault("slow", platform=platform, milliseconds=150, share=0.5)
            for platform in ("instagram", "tiktok", "facebook")
        ]
        wait_for(lambda: self.house.simulator.in_flight() > 10, 20, "requests on the wire")
        cluster = self.house.cluster
        (worker,) = cluster.processes("sync worker", self.house.database)
        if blow.startswith(("kill", "terminate")):
            action, name = blow.split()
            kind = "sync worker" if name == "worker" else name
            (process,) = cluster.processes(kind, self.house.database)
            cluster.kill(process["pid"], signal.SIGKILL if action == "kill" else signal.SIGTERM)
            wait_for(lambda: self.is_gone(process["pid"]), 20, "it to be gone")
        else:
            cluster.restart("fast" if blow == "restart" else "immediate")
        self.house.session = None
        cluster.wait_until_up()
        for fault in slow:
            self.house.simulator.end_fault(fault)
        if blow in ("kill worker", "kill scheduler", "stop at once"):
            self.doubt_the_unanswered(worker["pid"])

    def note_that_all_is_settled(self):
        self.settled = self.house.value("select coalesce(max(number), 0) from public.rotation_story")

    def doubt_the_unanswered(self, asked_by=None):
        """Nothing can be done for a refresh whose answer was on its way to a process that died, or came in halves."""
        self.in_doubt |= {
            row[0]
            for row in self.house.rows(
                "select connection_id from public.rotation_story b"
                " where what = 'begun' and number > %s and by = coalesce(%s, by) and not exists (select"
                " from public.rotation_story s where s.connection_id = b.connection_id and s.number > b.number and s.what = 'stored')",
                (self.settled, asked_by),
            )
        }

    def is_gone(self, pid):
        try:
            return pid not in [process["pid"] for process in self.house.cluster.processes()]
        except psycopg2.OperationalError:
            return True
