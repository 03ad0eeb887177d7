"""Every setting of the platform, in one typed place; the only reader of the environment.

Names in the environment begin with `MATTRAN_` (`MATTRAN_PORT=9000`). `docs/settings.md` describes
each; a test holds the two together.
"""

from __future__ import annotations

import ipaddress
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.addresses import LOOPBACK, Network, is_this_machine, networks

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


def _default_data() -> Path:
    """Return where data lives: the system's place for root, the person's own otherwise.

    Root's folder is short and outside any home: a learner's unprivileged process must be able to
    pass through its parents, and a PostgreSQL socket's path has at most 107 bytes.
    """
    if os.geteuid() == 0:
        return Path("/var/lib/mattran")
    return Path.home() / ".local" / "share" / "mattran"


def _database_server(url: str) -> URL:
    """Return the URL in its parts; raise ValueError when it is not one of PostgreSQL."""
    # Not imported above: `mattran status` needs no database and should not wait for SQLAlchemy.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    shape = "MATTRAN_DATABASE_URL must look like postgresql://user:password@host[:port][?sslmode=require]"
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(shape) from None  # neither here nor above the password that may be in it
    if parts.drivername != "postgresql":
        raise ValueError(shape)
    return parts


class Settings(BaseSettings):
    """Settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="MATTRAN_", extra="ignore", frozen=True)

    data: Path = Field(
        default_factory=_default_data,
        description="Folder of the database, the secrets and the learners' files.",
    )
    port: int = Field(
        8000,
        ge=1,
        le=65530,
        description="Port people connect to. The next four are used on 127.0.0.1 between our processes.",
    )
    public_url: str | None = Field(
        None,
        description="Address people type, for example https://hoc.vidu.example. "
        "Without it the platform serves this machine only, at http://127.0.0.1:PORT.",
    )
    bind: str | None = Field(
        None,
        description="Address to listen on. Default: every address when a certificate is given, the "
        "public URL's host when that is an IP address, else 127.0.0.1.",
    )
    trusted_proxies: str | None = Field(
        None,
        description="Addresses or networks of reverse proxies on other machines, separated by commas "
        "(10.0.0.5, 10.0.1.0/24): the visitor's address is read from the X-Forwarded-For they write. One on "
        "this machine is known without: when the public URL names another host and we listen on 127.0.0.1.",
    )
    cert: Path | None = Field(None, description="TLS certificate chain (PEM); needs MATTRAN_KEY.")
    key: Path | None = Field(None, description="TLS private key (PEM).")
    database_url: str | None = Field(
        None,
        description="URL of a PostgreSQL server of your own (postgresql://user:password@host). The "
        "databases mattran, jupyterhub and gradebook are used on it; options like ?sslmode=require are "
        "kept. Default: the embedded server.",
    )
    hash_memory_mib: int = Field(
        32, ge=8, le=1024, description="Memory of one argon2id password hash, in MiB."
    )
    hash_parallel: int = Field(
        2, ge=1, le=64, description="Password hashes computed at the same time; bounds their memory."
    )
    session_hours: int = Field(
        12, ge=1, le=720, description="How long a sign-in lasts on a browser, in hours."
    )
    max_body_kib: int = Field(
        256, ge=16, le=16384, description="Largest request body of the JSON API, in KiB."
    )
    max_upload_mib: int = Field(8, ge=1, le=64, description="Largest roster file, in MiB.")
    report_cutoff_day: int = Field(
        14, ge=1, le=28, description="Day of the month (Asia/Ho_Chi_Minh) on which a period ends."
    )
    ai_models: Path | None = Field(
        None,
        description="File (YAML) of the AI models: their endpoints and where they run. "
        "Default: the simulated provider alone, which needs no key and no network.",
    )
    ai_person_tokens: int = Field(
        300_000, ge=0, description="Tokens a person may use of AI in a calendar month (Asia/Ho_Chi_Minh)."
    )
    ai_unit_tokens: int = Field(
        3_000_000, ge=0, description="Tokens the people of one unit may use of AI together in a month."
    )
    ai_lab_tokens: int = Field(
        60_000,
        ge=0,
        description="Tokens a person may use in a month in the labs of lessons, apart from the rest.",
    )
    ai_lease_s: int = Field(
        300,
        ge=10,
        le=3600,
        description="How long a request to AI may run, in seconds. A person has one at a time; one that a "
        "killed gateway left behind stops being in the way after this time.",
    )
    ai_usage_days: int = Field(
        730, ge=31, le=3650, description="How long the log of AI use (never any content) is kept, in days."
    )
    demo: bool = Field(
        True,
        description="Load the demonstration roster at the first start (--no-demo: false). Where others than "
        "this machine are served its accounts have passwords of this installation's own.",
    )

    @field_validator("database_url")
    @classmethod
    def _of_postgresql(cls, value: str | None) -> str | None:
        if value is not None:
            _database_server(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _plain_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
            raise ValueError(f"MATTRAN_PUBLIC_URL must look like https://host[:port], not {value!r}")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str | None) -> str | None:
        networks(value or "")
        return value

    @property
    def url(self) -> str:
        """Address people open, without a final slash."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether people come by HTTPS: cookies are then Secure."""
        return self.url.startswith("https://")

    @property
    def bind_address(self) -> str:
        """Address the proxy listens on."""
        if self.bind:
            return self.bind
        if self.cert:
            return "0.0.0.0"  # noqa: S104 - meant: a certificate was given to serve others
        host = urlsplit(self.url).hostname or "127.0.0.1"
        try:
            return str(ipaddress.ip_address(host))
        except ValueError:
            return "127.0.0.1"

    @property
    def local(self) -> bool:
        """Whether only people on this machine come in."""
        return is_this_machine(self.bind_address) and is_this_machine(urlsplit(self.url).hostname or "")

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Networks of the reverse proxies in front of ours, whose `X-Forwarded-For` is believed."""
        behind_one_here = is_this_machine(self.bind_address) and not is_this_machine(
            urlsplit(self.url).hostname or ""
        )
        return networks(self.trusted_proxies or "") + (LOOPBACK if behind_one_here else ())

    @property
    def proxy_api_port(self) -> int:
        """Port of the proxy's own API, on 127.0.0.1."""
        return self.port + 1

    @property
    def hub_port(self) -> int:
        """Port of JupyterHub, on 127.0.0.1."""
        return self.port + 2

    @property
    def portal_port(self) -> int:
        """Port of the portal, on 127.0.0.1."""
        return self.port + 3

    @property
    def gateway_port(self) -> int:
        """Port of the AI gateway, on 127.0.0.1."""
        return self.port + 4

    @property
    def secrets_dir(self) -> Path:
        """Folder of tokens and keys, mode 0700."""
        return self.data / "secrets"

    @property
    def run_dir(self) -> Path:
        """Folder of the lock, the list of processes and the logs, mode 0700."""
        return self.data / "run"

    @property
    def socket_dir(self) -> Path:
        """Folder of the embedded PostgreSQL's socket."""
        return self.data / "pg" / "socket"

    def database(self, name: str) -> str:
        """Return the libpq URL of the database `name` (mattran, jupyterhub or gradebook)."""
        if self.database_url:
            server = _database_server(self.database_url)
            return server.set(database=name).render_as_string(hide_password=False)
        return f"postgresql://mattran@/{name}?host={self.socket_dir}"

    def environment(self) -> dict[str, str]:
        """Return these settings as environment variables, for a process we start."""
        values = self.model_dump(mode="json", exclude_none=True)
        return {
            f"MATTRAN_{name.upper()}": ("1" if value else "0") if isinstance(value, bool) else str(value)
            for name, value in values.items()
        }


@lru_cache(maxsize=1)
def current_settings() -> Settings:
    """Return the settings of this process, read once from its environment."""
    return Settings()
