"""The address of the engine that several workers share: Valkey, or Redis.

The forms and the names of parameters are those of redis-py, which most settings of other programs
have too: ``redis://``, ``rediss://`` (TLS) and ``unix://``, with ``db``, ``ssl_ca_certs``,
``ssl_certfile``, ``ssl_keyfile``, ``ssl_cert_reqs`` and ``ssl_check_hostname``. `str` of an address
is safe to show. Nothing here connects, and no client is needed.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from yeoul.errors import StartupError

DEFAULT_PORT: Final = 6379
_SCHEMES: Final = "redis://, rediss:// or unix://"
_FILES: Final[frozenset[str]] = frozenset({"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"})
_TLS: Final = (*sorted(_FILES), "ssl_cert_reqs", "ssl_check_hostname")
_CERT_REQS: Final = {
    "required": ssl.CERT_REQUIRED,
    "optional": ssl.CERT_OPTIONAL,
    "none": ssl.CERT_NONE,
}
_YES_AND_NO: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True)
class EngineAddress:
    """An engine's address in its parts. Made by `parse`."""

    #: Host and port; an empty host where ``path`` names a socket.
    host: str
    port: int
    #: The path of a Unix socket; empty without one.
    path: str = ""
    database: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    #: What the address says of TLS, by redis-py's names.
    tls_options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the parts of an address.

        Raises:
            StartupError: it is malformed; the sentence has no secret in it.
        """
        text = text.strip()
        if "#" in text:
            raise _wrong("have no # in it: in a password, write %23")
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise _wrong("have a port up to 65535, and an IPv6 address in brackets") from None
        if parts.scheme not in ("redis", "rediss", "unix"):
            raise _wrong(f"begin with {_SCHEMES}")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        known = ("db", *(_TLS if parts.scheme == "rediss" else ()))
        for name in options:
            if name not in known:
                raise _wrong(f"have no parameter {name!r}: known are {', '.join(known)}")
        path, database = _path_and_database(parts, options.pop("db", ""))
        if not path and not parts.hostname:
            raise _wrong("name a host, as in redis://127.0.0.1:6379/0")
        address = cls(
            host="" if path else unquote(parts.hostname or ""),
            port=port or DEFAULT_PORT,
            path=path,
            database=database,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=parts.scheme == "rediss",
            tls_options=options,
        )
        address._check_tls()
        return address

    def _check_tls(self) -> None:
        """Check what the address says of TLS (raises `StartupError`)."""
        for name in _FILES:
            file = self.tls_options.get(name)
            if file is not None and not Path(file).is_file():
                raise _wrong(f"name a file by {name}: there is none at {file!r}")
        if self.tls_options.get("ssl_cert_reqs", "none") not in _CERT_REQS:
            raise _wrong(f"have one of {', '.join(_CERT_REQS)} as ssl_cert_reqs")
        if self.tls_options.get("ssl_check_hostname", "no").lower() not in _YES_AND_NO:
            raise _wrong("have true or false as ssl_check_hostname")

    def __str__(self) -> str:
        """Return the address for a person to read, without its password."""
        hidden = "…@" if self.user or self.password else ""
        if self.path:
            return f"unix://{hidden}{self.path}?db={self.database}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "rediss" if self.tls else "redis"
        return f"{scheme}://{hidden}{host}:{self.port}/{self.database}"

    def redis_arguments(self) -> dict[str, Any]:
        """Return what redis-py's ``Redis`` is given to connect here."""
        arguments: dict[str, Any] = {"db": self.database}
        if self.path:
            arguments["unix_socket_path"] = self.path
        else:
            arguments |= {"host": self.host, "port": self.port}
        if self.user:
            arguments["username"] = self.user
        if self.password:
            arguments["password"] = self.password
        if self.tls:
            needed, named = self._verification()
            arguments |= {"ssl": True, "ssl_cert_reqs": needed, "ssl_check_hostname": named}
            arguments |= {name: self.tls_options[name] for name in _FILES & self.tls_options.keys()}
        return arguments

    def tls_context(self) -> ssl.SSLContext | None:
        """Return how a connection is encrypted; None: it is not.

        Raises:
            StartupError: a file of the address holds no certificate, or no key.
        """
        if not self.tls:
            return None
        options = self.tls_options
        try:
            context = ssl.create_default_context(cafile=options.get("ssl_ca_certs"))
            if "ssl_certfile" in options:
                context.load_cert_chain(options["ssl_certfile"], options.get("ssl_keyfile"))
        except (OSError, ssl.SSLError) as error:
            raise _wrong("name files with certificates in PEM form, and keys that fit") from error
        needed, context.check_hostname = self._verification()
        context.verify_mode = _CERT_REQS[needed]
        return context

    def _verification(self) -> tuple[str, bool]:
        """Return what is asked of the engine's certificate, and whether it has to name the host."""
        needed = self.tls_options.get("ssl_cert_reqs", "required")
        named = _YES_AND_NO[self.tls_options.get("ssl_check_hostname", "yes").lower()]
        return needed, named and needed != "none"


def _path_and_database(parts: SplitResult, given: str) -> tuple[str, int]:
    """Return the path of a socket, or an empty one, and the number of the database."""
    path = unquote(parts.path) if parts.scheme == "unix" else ""
    if parts.scheme == "unix" and not path.startswith("/"):
        raise _wrong("name a socket, as in unix:///run/valkey/valkey.sock?db=0")
    number = given or ("" if path else parts.path.strip("/")) or "0"
    if not re.fullmatch(r"\d{1,9}", number, re.ASCII):
        raise _wrong("end with the number of a database, as in redis://127.0.0.1:6379/0")
    return path, int(number)


def _wrong(rule: str) -> StartupError:
    return StartupError(f"The address of the event log must {rule}.")
