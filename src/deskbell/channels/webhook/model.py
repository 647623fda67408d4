"""The settings of an API channel as its functions read them."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Settings:
    """`url`: where our webhooks go. `secret` signs both ways; `previous_secret` is still good beside it while the other
    side changes over. `file_hosts`: further hosts to fetch files from, by commas."""

    url: str
    secret: str = ""
    previous_secret: str = ""
    file_hosts: str = ""
    text_max: int = 20_000
    per_second: int = 1_000

    @property
    def secrets(self) -> list[str]:
        """The newest first. Without one nothing is genuine."""
        return [one for one in (self.secret, self.previous_secret) if one]

    @property
    def hosts(self) -> list[str]:
        """Hosts that files may be fetched from: the endpoint's own, and those that are named."""
        named = [one.strip().lower() for one in self.file_hosts.split(",") if one.strip()]
        return [urlsplit(self.url).hostname or "", *named]
