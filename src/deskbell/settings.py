"""Settings: read once from the environment, frozen, the same for every process of an installation.

Each is documented in docs/running.md (a test compares). An unset secret switches a feature off, never a check.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingsError(Exception):
    """A setting that cannot be used; the message says which, why and what would do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation can set. Names in the environment are the same in capitals."""

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path(".data/8000")
    public_url: str = "http://127.0.0.1:8000"
    database_url: str | None = None
    postgres_bin: Path | None = None
    database_pool: int = 10
    files_origin: str | None = None
    s3_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    egress_allow: tuple[str, ...] = ()
    tls_cert: Path | None = None
    tls_key: Path | None = None
    metrics_port: int | None = None
    log_level: str = "info"
    log_format: str = "text"
    sign_in_idle_minutes: int = 720
    sign_in_days: int = 7
    worker: bool = True
    deskbell_secret_key: str | None = None
    socket_limit: int = 10_000
    sockets_per_address: int = 500
    message_rate: int = 120
    deleted_files_days: int = 7
    demo: bool = False

    @property
    def https(self) -> bool:
        """Cookies carry `__Host-` and `Secure` only where the address the browser sees is https."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, **overrides: object) -> "Settings":
        """Read and check all settings; raises SettingsError in plain words."""
        environ = os.environ if environ is None else environ
        values: dict[str, object] = {}
        for field in fields(cls):
            raw = environ.get(field.name.upper())
            if raw is not None and raw.strip() and field.name != "demo":
                values[field.name] = _parse(field.name, raw.strip())
        values |= overrides
        port = values.get("port", cls.__dataclass_fields__["port"].default)
        values.setdefault("data", Path(".data") / str(port))
        values.setdefault("public_url", f"http://127.0.0.1:{port}")
        settings = cls(**values)  # type: ignore[arg-type]  # parsed by name above
        _check(settings)
        return settings


_INTEGERS = {
    "port": (1, 65535),
    "metrics_port": (1, 65535),
    "database_pool": (3, 200),
    "sign_in_idle_minutes": (30, 7 * 24 * 60),
    "sign_in_days": (1, 90),
    "socket_limit": (10, 200_000),
    "sockets_per_address": (10, 200_000),
    "message_rate": (10, 10_000_000),
    "deleted_files_days": (0, 3_650),
}
_PATHS = {"data", "postgres_bin", "tls_cert", "tls_key"}
_CHOICES = {"log_level": ("debug", "info", "warning", "error"), "log_format": ("text", "json")}


def _parse(name: str, raw: str) -> object:
    if name in _INTEGERS:
        low, high = _INTEGERS[name]
        if not raw.isdigit() or not low <= int(raw) <= high:
            raise SettingsError(f"{name.upper()}={raw}: wants a whole number from {low} to {high}")
        return int(raw)
    if name in _PATHS:
        return Path(raw).expanduser()
    if name in _CHOICES and raw not in _CHOICES[name]:
        raise SettingsError(f"{name.upper()}={raw}: wants one of {', '.join(_CHOICES[name])}")
    if name == "worker":
        return raw.lower() not in ("0", "no", "false", "off")
    if name in ("trusted_proxies", "egress_allow"):
        return tuple(_network(name, part.strip()) for part in raw.split(",") if part.strip())
    if name in ("public_url", "files_origin"):
        return raw.rstrip("/")
    return raw


def _network(name: str, text: str) -> str:
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        raise SettingsError(f"{name.upper()}: {text} is neither an address nor a network such as 10.0.0.0/8") from None


def _check(settings: Settings) -> None:
    url = urlsplit(settings.public_url)
    if url.scheme not in ("http", "https") or not url.hostname or url.path:
        raise SettingsError(f"PUBLIC_URL={settings.public_url}: wants http(s)://host[:port] and no path")
    if url.scheme == "http" and not _is_loopback(url.hostname):
        raise SettingsError(
            f"PUBLIC_URL={settings.public_url}: plain http is for this machine only. Put https before it (a proxy "
            "named in TRUSTED_PROXIES, or TLS_CERT and TLS_KEY) and set PUBLIC_URL=https://…"
        )
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise SettingsError("TLS_CERT and TLS_KEY go together: one of them is missing")


def _is_loopback(host: str) -> bool:
    if host in LOOPBACK:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.endswith(".localhost")
