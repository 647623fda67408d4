"""What happens next. The one table: event kind → who reacts.

*Now* runs in the process that committed, right after the commit, and may be lost: the sweep and the counters heal it.
*Surely* is a job row in the event's own transaction, done by the worker however often it takes.
*Rows* hear how a session's row changed, in every process that feeds a desk or a widget.
Every kind of event stands here; a test fails for one that does not.
"""

from collections.abc import Mapping, Sequence

from deskbell.audit import chain
from deskbell.auth import pruning
from deskbell.base.db import Database
from deskbell.base.work import Deed, Every
from deskbell.blocklist import locks
from deskbell.channels import delivery, doctor, inbox
from deskbell.channels.doctor import Doctor
from deskbell.channels.widget import forgetting, visitors
from deskbell.embed import entries
from deskbell.files import service as files
from deskbell.files.store import Store
from deskbell.log import service as log
from deskbell.notices import pushing
from deskbell.reports import gathering
from deskbell.sessions import automatic, escalating, joining, lifecycle, searchable
from deskbell.templates import offering

THREAD = "the thread's followers, then rows, counters and notices"
RIGHTS = "every socket's rights are looked at again"
OWN = "the person's own sockets"
NOBODY = "nobody"

NOW: Mapping[str, str] = {
    "session_opened": THREAD,
    "session_escalated": THREAD,
    "letters_moved": THREAD,
    "message_posted": THREAD,
    "note_posted": THREAD,
    "message_edited": THREAD,
    "message_deleted": THREAD,
    "session_shared": THREAD,
    "session_joined": THREAD,
    "session_left": THREAD,
    "session_transferred": THREAD,
    "session_taken": THREAD,
    "session_assigned": THREAD,
    "session_closed": THREAD,
    "session_reopened": THREAD,
    "session_rated": THREAD,
    "session_marked_spam": THREAD,
    "session_restored": THREAD,
    "priority_changed": THREAD,
    "session_renamed": THREAD,
    "client_renamed": THREAD,
    "client_merged": THREAD,
    "client_parted": THREAD,
    "card_bound": THREAD,
    "card_unbound": THREAD,
    "tags_changed": THREAD,
    "parameters_changed": THREAD,
    "read_marked": THREAD,
    "receipt_marked": THREAD,
    "delivery_marked": THREAD,
    "message_resent": THREAD,
    "page_visited": THREAD,
    "account_bound": THREAD,
    "people_changed": RIGHTS,
    "myself_changed": OWN,
    "person_called": OWN,
    "groups_changed": RIGHTS,
    "live_chats_changed": RIGHTS,
    "channel_health_changed": RIGHTS,
    "labels_changed": RIGHTS,
    "schedules_changed": RIGHTS,
    "blocklist_changed": RIGHTS,
    "templates_changed": RIGHTS,
    "apps_changed": RIGHTS,
    "embed_sites_changed": RIGHTS,
    "workspace_changed": RIGHTS,
    "status_changed": RIGHTS,
    "sign_in_ended": RIGHTS,
}

SURELY: Mapping[str, Sequence[str]] = {
    "people_changed": ("hand_back",),
    "groups_changed": ("hand_back",),
    "live_chats_changed": ("hand_back",),
}

ONCE = frozenset({"hand_back"})
"""Jobs that look at everything: one that waits is enough."""


async def hand_back(db: Database, _body: Mapping[str, object]) -> None:
    await lifecycle.hand_back(db)
    await joining.send_out(db)


DEEDS: Mapping[str, Deed] = {"hand_back": hand_back}
"""What the worker does for each kind of job that follows an event."""

APART = frozenset({pushing.JOB})
"""Jobs that ask machines of strangers: they wait in a lane of their own, so that a slow one holds up nothing else."""


def deeds(pusher: pushing.Pusher) -> Mapping[str, Deed]:
    """All that the worker does: what follows events, and what notices ask for."""
    return {**DEEDS, pushing.JOB: pusher.send}


def by_the_clock(store: Store, channel_doctor: Doctor, deleted_files_days: int) -> Sequence[Every]:
    """What the worker does without being asked."""

    async def sweep_files(db: Database) -> None:
        await files.sweep_unattached(db, store)
        await files.sweep_dropped(db, store, deleted_files_days)

    return (
        Every(searchable.EVERY_SECONDS, searchable.follow),
        Every(searchable.FORGET_SECONDS, searchable.forget_words),
        Every(escalating.EVERY_SECONDS, escalating.escalate),
        Every(automatic.EVERY_SECONDS, automatic.tell_waiting),
        Every(automatic.EVERY_SECONDS, automatic.tell_closed),
        Every(pushing.EVERY_SECONDS, pushing.follow),
        Every(doctor.EVERY_SECONDS, channel_doctor.look),
        Every(gathering.EVERY_SECONDS, gathering.follow),
        Every(10, chain.link),
        Every(300, log.prune),
        Every(600, inbox.forget),
        Every(3600, delivery.forget_attempts),
        Every(300, pruning.prune),
        Every(900, sweep_files),
        Every(3600, visitors.forget_identities),
        Every(3600, forgetting.forget_silent),
        Every(3600, locks.forget_addresses),
        Every(3600, entries.prune),
        Every(3600, offering.forget_insertions),
    )
