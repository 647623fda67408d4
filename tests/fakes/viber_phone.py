"""Viber by hand."""

from collections.abc import Sequence

from tests.fakes.phone import Bubble, Deed
from tests.fakes.viber import Viber


class ViberByHand:
    """Eva and Fred with a Viber each."""

    name = "Viber"
    can: Sequence[str] = ("seen", "block")
    asks: Sequence[str] = ()

    def __init__(self, viber: Viber) -> None:
        self._viber = viber
        self._people = {name: viber.person(name) for name in ("Eva", "Fred")}

    def people(self) -> Sequence[str]:
        return list(self._people)

    def note(self) -> str:
        return "Webhook set." if self._viber.webhook else "No webhook is set: connect the channel."

    def file(self, key: str) -> tuple[str, bytes] | None:
        token, _, number = key.partition("/")
        shown = [one for person in self._people.values() for one in person.shown if str(one["token"]) == token]
        found: tuple[str, bytes] | None = shown[0]["files"][int(number)] if shown else None
        return found

    def bubbles(self, who: str) -> Sequence[Bubble]:
        return [
            Bubble(
                str(one["token"]),
                one["own"],
                one["text"],
                [(name, f"/phone/file/{one['token']}/{at}") for at, (name, _) in enumerate(one["files"])],
                note=one.get("state", ""),
            )
            for one in self._people[who].shown
        ]

    async def does(self, deed: Deed) -> None:
        person = self._people[deed.who]
        match deed.deed:
            case "seen":
                for one in person.heard():
                    if str(one["token"]) == deed.about:
                        one["state"] = "seen"
                await person.gets(int(deed.about), "delivered")
                await person.gets(int(deed.about), "seen")
            case "block":
                await person.blocks()
            case "unblock":
                await person.unblocks()
            case _ if deed.file:
                kind = "picture" if deed.file.content_type in ("image/jpeg", "image/png") else "file"
                await person.sends(kind, deed.file.value, deed.file.filename or "file.bin", deed.text)
            case _:
                await person.says(deed.text)
