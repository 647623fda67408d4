"""The metrics of both reports: which columns of the roll-up each is made of. docs/reports.md says what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from deskbell.reports.folding import STARS

Report = Literal["operators", "live-chats"]
Kind = Literal["count", "level", "span", "time", "rating"]


@dataclass(frozen=True, slots=True)
class Metric:
    """`column`: what is counted; of a span its count. `times`: the span's sum and most, by their name."""

    kind: Kind
    column: str = ""
    times: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the roll-up that it is made of; of a level none."""
        if self.kind == "rating":
            return STARS
        times = (f"{self.times}_sum", f"{self.times}_most") if self.times else ()
        return (self.column, *times) if self.column else ()


METRICS: Mapping[str, Metric] = {
    "new": Metric("count", "opened"),
    "queued": Metric("count", "queued"),
    "taken": Metric("count", "taken"),
    "active": Metric("level"),
    "closed": Metric("count", "closed"),
    "reopened": Metric("count", "reopened"),
    "transferred": Metric("count", "transferred"),
    "abandoned": Metric("count", "abandoned"),
    "spam": Metric("count", "spam"),
    "messages_in": Metric("count", "messages_in"),
    "messages_out": Metric("count", "messages_out"),
    "concurrent_most": Metric("level"),
    "acceptance_delay": Metric("span", "taken", "accept"),
    "first_response": Metric("span", "firsts", "first"),
    "queue_to_first_response": Metric("span", "firsts", "wait"),
    "response_time": Metric("span", "answers", "answer"),
    "lifetime": Metric("span", "closed", "life"),
    "online": Metric("time", "online"),
    "away": Metric("time", "away"),
    "occupied": Metric("time", "occupied"),
    "rating": Metric("rating"),
}

OF_PEOPLE = frozenset({"online", "away", "occupied"})
"""A live chat has none of these: status is the person's, in all his live chats."""

OF_QUEUES = frozenset({"queued"})
"""An operator has none of these."""

REPORTS: Mapping[Report, tuple[str, ...]] = {
    "operators": tuple(key for key in METRICS if key not in OF_QUEUES),
    "live-chats": tuple(key for key in METRICS if key not in OF_PEOPLE),
}

SUMS = (
    *("opened", "queued", "taken", "closed", "reopened", "transferred", "abandoned", "spam"),
    *("messages_in", "messages_out", "firsts", "answers", *STARS),
    *("accept_sum", "first_sum", "wait_sum", "answer_sum", "life_sum"),
)
MOSTS = ("accept_most", "first_most", "wait_most", "answer_most", "life_most")
TIMES = ("online", "away", "occupied")
"""The columns of the roll-up that are added up, those of which the greatest counts, and those of persons."""
