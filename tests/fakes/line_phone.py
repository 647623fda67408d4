"""LINE by hand."""

from collections.abc import Sequence

from tests.fakes.line import Line
from tests.fakes.phone import Bubble, Deed


class LineByHand:
    """Eva and Fred with a LINE each."""

    name = "LINE"
    can: Sequence[str] = ("quote", "unsend", "block")
    asks: Sequence[str] = ()

    def __init__(self, line: Line) -> None:
        self._line = line
        self._people = {name: line.person(name) for name in ("Eva", "Fred")}

    def people(self) -> Sequence[str]:
        return list(self._people)

    def note(self) -> str:
        return "Webhook set." if self._line.webhook else "No webhook is set: connect the channel."

    def file(self, key: str) -> tuple[str, bytes] | None:
        id_, _, number = key.partition("/")
        shown = [one for person in self._people.values() for one in person.shown if one["id"] == id_]
        found: tuple[str, bytes] | None = shown[0]["files"][int(number)] if shown else None
        return found

    def bubbles(self, who: str) -> Sequence[Bubble]:
        shown = self._people[who].shown
        texts = {one["id"]: one["text"] or "a file" for one in shown}
        return [
            Bubble(
                one["id"],
                one["own"],
                one["text"],
                [(name, f"/phone/file/{one['id']}/{at}") for at, (name, _) in enumerate(one["files"])],
                texts.get(one.get("quotes") or "", ""),
            )
            for one in shown
        ]

    async def does(self, deed: Deed) -> None:
        person = self._people[deed.who]
        match deed.deed:
            case "unsend":
                await person.unsends(deed.about)
            case "block":
                await person.blocks()
            case "unblock":
                await person.unblocks()
            case _:
                if deed.file:
                    kind = "image" if deed.file.content_type in ("image/jpeg", "image/png") else "file"
                    await person.sends(kind, deed.file.value, deed.file.filename or "file.bin")
                if deed.text:
                    await person.says(deed.text, deed.about or None)
