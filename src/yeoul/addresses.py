"""The address of a service: what people write as its base URL, taken apart, with its secrets apart.

A base URL may hold secrets: a user name and a password, and the values of its query. They are sent
to the service and shown nowhere; `str` of an address is what may be shown. What is no base URL is
refused with words that name the right one, as far as it can be guessed.
"""

from __future__ import annotations

import ipaddress
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, unquote_plus, urlsplit

#: Where OpenAI itself is: the service of whoever gives a key alone.
OPENAI = "https://api.openai.com/v1"

#: Ends of the paths that are asked, which belong to a request and not to a base URL.
_REQUEST_PATHS = re.compile(
    r"/(api/chat|api/generate|api/tags|chat/completions|(?<=/v1/)chat|completions|models"
    r"|responses|embeddings|messages)$",
    re.IGNORECASE,
)
#: A base URL of this family of hosts does end in /models.
_MODELS_HOSTS = ".ai.azure.com"
_VERSION = re.compile(r"/v\d+[a-z\d]*(/|$)", re.IGNORECASE)
_HOST = re.compile(r"[\w.~-]+|\[[\da-f:.]+\]", re.IGNORECASE)
#: Which version of an interface is asked for is no secret, and what a refusal is about.
_NO_SECRETS = frozenset({"api-version"})


class WrongAddress(ValueError):
    """Raised for what is no base URL. Its text says what one must be, without anything secret."""


@dataclass(frozen=True)
class ServiceAddress:
    """A base URL in its parts."""

    #: Scheme, host, port and path; without a slash at its end, user-info and query.
    base: str
    #: Goes behind the path of every request, as it was written; empty without one.
    query: str = field(default="", repr=False)
    #: ``name:password`` for HTTP's basic authentication; empty without.
    user_info: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take a base URL apart.

        Raises:
            WrongAddress: it is none; the error's text completes "the base URL must …".
        """
        text = text.strip()
        if any(_is_out_of_place(char) for char in text):
            raise WrongAddress(_without_spaces(text))
        if not re.match(r"https?://", text, re.IGNORECASE):
            raise WrongAddress(_with_scheme(text))
        try:
            parts = urlsplit(text)
            sound = parts.hostname and parts.port != 0
        except ValueError:  # brackets without an address in them, a port that is none
            sound = None
        user_info, _, place = parts.netloc.rpartition("@") if sound else ("", "", "")
        if not sound or not _is_host(place):
            raise WrongAddress(
                "be an address that begins with http:// or https://, with a port up to 65535 if any"
            )
        root = f"{parts.scheme}://{place.lower()}"
        address = cls(root + parts.path.rstrip("/"), parts.query, unquote(user_info))
        _check_path(address, parts.path.rstrip("/"))
        if "#" in text:
            hint = "" if "@" in parts.fragment else f": write {address}"
            raise WrongAddress(f"have nothing behind a #{hint}")
        return address

    def __str__(self) -> str:
        """Return the address for a person to read, with its secrets left out."""
        scheme, _, rest = self.base.partition("://")
        hidden = "…@" if self.user_info else ""
        pieces = [_shown_piece(piece) for piece in self.query.split("&") if piece]
        return f"{scheme}://{hidden}{rest}" + (f"?{'&'.join(pieces)}" if pieces else "")

    @property
    def place(self) -> str:
        """Host and port, as sentences name the service."""
        return urlsplit(self.base).netloc

    @property
    def host(self) -> str:
        """The host, in lower case, without a port or brackets."""
        return urlsplit(self.base).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether the service is on this very machine."""
        name = self.host.rstrip(".")
        if name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False

    @property
    def has_version(self) -> bool:
        """Whether a part of the path says which version of the interface is meant, such as /v1."""
        return bool(_VERSION.search(urlsplit(self.base).path))

    def with_version(self) -> Iterator[ServiceAddress]:
        """Yield what may have been meant where the version is missing: /v1 here, /v1 at the top."""
        if not self.has_version:
            yield self.below("/v1")
            if path := urlsplit(self.base).path:
                yield ServiceAddress(
                    self.base.removesuffix(path) + "/v1", self.query, self.user_info
                )

    def below(self, path: str) -> ServiceAddress:
        """Return the address with ``path`` behind its own."""
        return ServiceAddress(self.base + path, self.query, self.user_info)

    @property
    def authorization(self) -> str | None:
        """The header's value by which the user name and the password are sent; None without."""
        if not self.user_info:
            return None
        given = self.user_info if ":" in self.user_info else f"{self.user_info}:"
        return f"Basic {b64encode(given.encode()).decode()}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of the address nobody may be shown: the password and the values of the query."""
        pairs = [piece.partition("=") for piece in self.query.split("&")]
        values = [
            value if equals else name
            for name, equals, value in pairs
            if name.lower() not in _NO_SECRETS
        ]
        found = [self.user_info.partition(":")[2], self.user_info, *values]
        found += [unquote_plus(value) for value in values]
        return tuple(dict.fromkeys(secret for secret in found if secret))


def shown(text: str) -> str:
    """Return a base URL, or what was meant as one, with everything left out that may be secret."""
    try:
        return str(ServiceAddress.parse(text))
    except WrongAddress:
        pass
    scheme = re.match(r"(?:[a-z][a-z\d+.-]*:/+)?", text, re.IGNORECASE)
    start = scheme[0] if scheme else ""
    # A password that is written as it is may hold any of the signs that end a part.
    _, at, rest = text.removeprefix(start).rpartition("@")
    rest = re.sub(r"([?#]).*", r"\1…", rest, flags=re.DOTALL)
    return f"{start}{'…@' if at else ''}{rest}"


def _is_host(place: str) -> bool:
    """Return whether the host in ``host:port`` can be one."""
    host = re.sub(r":\d*$", "", place)
    try:
        host.strip("[]").encode("idna")
    except UnicodeError:  # an empty label, or one that is too long
        return False
    return bool(_HOST.fullmatch(host))


def _shown_piece(piece: str) -> str:
    name, equals, _ = piece.partition("=")
    if not equals:
        return "…"
    return piece if name.lower() in _NO_SECRETS else f"{name}=…"


def _check_path(address: ServiceAddress, path: str) -> None:
    ending = _REQUEST_PATHS.search(path)
    if ending is None or (ending[0].lower() == "/models" and address.host.endswith(_MODELS_HOSTS)):
        return
    kept = address.base[: -len(ending[0])]
    right = ServiceAddress(kept, address.query, address.user_info)
    if not urlsplit(kept).path:
        right = right.below("/v1")
    raise WrongAddress(f"end before {ending[0]}, which is added to it: write {right}")


def _is_out_of_place(char: str) -> bool:
    return char.isspace() or not char.isprintable() or char == "\\"


def _without_spaces(text: str) -> str:
    """Say what an address with something in it that no address has should be."""
    rule = "have no spaces, backslashes or control characters"
    cleaned = "".join(
        "/" if char == "\\" else char for char in text if char == "\\" or not _is_out_of_place(char)
    )
    try:
        return f"{rule}: write {ServiceAddress.parse(cleaned)}"
    except WrongAddress:
        return rule


def _with_scheme(text: str) -> str:
    """Say what an address without http:// or https:// should be."""
    rule = "begin with http:// or https://"
    rest = re.sub(r"^(?:[a-z][a-z\d+.-]*:)?/+|^https?(?::|//)", "", text, flags=re.IGNORECASE)
    try:
        place = ServiceAddress.parse("http://" + re.split("[/?#]", rest)[0])
        scheme = "http" if _speaks_plain_http(place) else "https"
        address = ServiceAddress.parse(f"{scheme}://{rest}")
    except WrongAddress as error:
        return f"{rule}, and {error}" if "write" in str(error) else rule
    if not urlsplit(address.base).path:
        address = address.below("/v1")
    return f"{rule}: write {address}"


def _speaks_plain_http(address: ServiceAddress) -> bool:
    """Return whether a service at this place is likely to be one without a certificate."""
    host, port = address.host, urlsplit(address.base).port
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return address.is_local or "." not in host or port not in (None, 443, 8443)
