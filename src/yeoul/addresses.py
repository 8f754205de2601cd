"""Addresses as people write them: hosts of this machine, origins of pages, base URLs of services.

A base URL may hold secrets: a user name, a password, and the values of its query. They are sent to
the service and shown nowhere; `str` of an address is safe to show. A malformed base URL is refused
with a sentence that names the right one, as far as it can be guessed.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Self
from urllib.parse import quote, unquote, unquote_plus, urlsplit

#: The service that is used when only a key is given.
OPENAI = "https://api.openai.com/v1"

#: Endings of request paths, which do not belong in a base URL.
_REQUEST_PATHS = re.compile(
    r"/(api/chat|api/generate|api/tags|chat/completions|(?<=/v1/)chat|completions|models"
    r"|responses|embeddings|messages)$",
    re.IGNORECASE,
)
#: Base URLs of these hosts do end in /models.
_MODELS_HOSTS = ".ai.azure.com"
_VERSION = re.compile(r"/v\d+[a-z\d]*(/|$)", re.IGNORECASE)
_HOST = re.compile(r"[\w.~-]+|\[[\da-f:.]+\]", re.IGNORECASE)
#: Of an origin: what is behind the scheme.
_ORIGIN_PLACE = re.compile(r"([a-z\d._-]+|\[[\da-f:.]+\])(:\d{1,5})?")
#: An app that shows pages of its own, by the scheme that it has given them: a scheme names one kind
#: of app, so a ``*`` may stand for all pages of it.
_APP_ORIGIN = re.compile(r"([a-z][a-z\d+.-]*)://(\*|[a-z\d._-]+)")
#: Schemes that name no app, but a way to the network, or pages that anybody may have made.
_NO_APPS = frozenset(
    {"http", "https", "ftp", "ws", "wss", "file", "data", "blob", "about", "javascript"}
)
#: Names, and addresses beside the link-local ones, of the service that tells them.
_METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "instance-data"})
_METADATA_NETWORKS = tuple(
    map(ipaddress.ip_network, ("fd00:ec2::/32", "fd20:ce::/32", "100.100.100.200", "192.0.0.192"))
)
#: Addresses of IPv6 that end with one of IPv4, for a gateway between the two (RFC 6052).
_IN_IPV6 = ipaddress.ip_network("64:ff9b::/96")
#: Parameters of the query that are not secret, and often the cause of a refusal.
_NO_SECRETS = frozenset({"api-version"})


#: The host names that requests may always use, as the Host header has them. Narrower than
#: `is_this_machine` on purpose: a page of another site must not reach the server by DNS rebinding.
#: The browser's resolver decides where ``evil.localhost`` or ``localhost.`` leads, and not every
#: resolver keeps such names on this machine; nobody can rebind these three.
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def is_this_machine(host: str) -> bool:
    """Return whether a host can only be this machine, as far as its name says.

    True for ``localhost`` and the names below it (RFC 6761, section 6.3), and for the loopback
    addresses 127.0.0.0/8 and ::1, whatever their case, with brackets or a final dot. Nothing is
    looked up: code that listens on such a name still has to check where it leads.
    """
    name = host.lower().removeprefix("[").removesuffix("]").removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Return whether a host is an IP address, with brackets or without, and no name."""
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def parse_origin(text: str) -> str:
    """Return the origin of pages exactly as browsers name it in ``Origin`` (RFC 6454, section 6).

    That may be one of an app with a scheme of its own: ``app://obsidian.md``; or all of such a
    scheme, where each page has another: ``vscode-webview://*``.

    Raises:
        WrongAddress: it is none, or means more pages than those of one origin.
    """
    origin = text.strip().lower()
    if (app := _APP_ORIGIN.fullmatch(origin)) and app[1] not in _NO_APPS:
        return origin
    if origin == "null" or origin.startswith("file:"):
        raise WrongAddress("be one that names its page: a file could be anybody's")
    if "*" in origin:
        raise WrongAddress("name each origin by itself, without a *")
    if not re.match(r"https?://", origin):
        raise WrongAddress("begin with http:// or https://, as in https://app.example.org")
    scheme, _, place = origin.partition("://")
    if ends := re.search(r"[/?#@\\\s]", place):
        right = place[: ends.start()]
        fits = ends[0] != "@" and _ORIGIN_PLACE.fullmatch(right)
        meant = f": write {scheme}://{right}" if fits else ""
        raise WrongAddress(f"end behind the host and its port, without a path{meant}")
    if not place.isascii():
        raise WrongAddress("have its host as browsers send it, which begins with xn--")
    port = place.rpartition("]")[2].partition(":")[2]
    if not _ORIGIN_PLACE.fullmatch(place) or not is_host(place) or not _is_port(port):
        raise WrongAddress("be an origin such as https://app.example.org or http://localhost:5173")
    usual_port = {"http": ":80", "https": ":443"}[scheme]
    return f"{scheme}://{place.removesuffix(usual_port) if port else place}"


def _is_port(text: str) -> bool:
    return not text or 0 < int(text) <= 65_535


def keeps_cloud_secrets(host: str) -> bool:
    """Return whether a host is a place at which a cloud tells a machine its own secrets.

    Names are compared and not looked up; IP addresses are read in all forms that a resolver reads
    (0xa9fea9fe). True for all link-local addresses.
    """
    name = host.lower().removeprefix("[").removesuffix("]").removesuffix(".")
    found = _as_ip(name)
    if found is None:
        return name in _METADATA_NAMES
    return found.is_link_local or any(found in network for network in _METADATA_NETWORKS)


def _as_ip(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(name))
        except (OSError, ValueError):
            return None
    if isinstance(found, ipaddress.IPv6Address) and (found.ipv4_mapped or found in _IN_IPV6):
        return ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
    return found


class WrongAddress(ValueError):
    """Raised for a malformed base URL. Its text states the broken rule, without any secret.

    ``right`` is the address that is meant, with its secrets; None where it could be any.
    """

    def __init__(self, rule: str, right: ServiceAddress | None = None) -> None:
        super().__init__(rule if right is None else f"{rule}: write {right}")
        self.rule = rule
        self.right = right


@dataclass(frozen=True)
class ServiceAddress:
    """A base URL in its parts."""

    #: Scheme, host, port and path; without a slash at its end, user-info and query.
    base: str
    #: Appended to the path of every request exactly as written; may be empty.
    query: str = field(default="", repr=False)
    #: ``name:password`` for HTTP's basic authentication (RFC 7617); may be empty.
    user_info: str = field(default="", repr=False)

    #: What is behind the host of most addresses of the kind: part of a guess at the right one.
    usual_path: ClassVar[str] = "/v1"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the parts of a base URL.

        Raises:
            WrongAddress: it is malformed; the error's text completes "the base URL must …".
        """
        text = text.strip()
        if any(_is_out_of_place(char) for char in text):
            raise _without_spaces(cls, text)
        if not re.match(r"https?://", text, re.IGNORECASE):
            raise _with_scheme(cls, text)
        try:
            parts = urlsplit(text)
            sound = parts.hostname and parts.port != 0
        except ValueError:  # brackets without an address in them, or a malformed port
            sound = None
        user_info, _, place = parts.netloc.rpartition("@") if sound else ("", "", "")
        # As people type it where letters are wide, too: ｌｏｃａｌｈｏｓｔ.
        place = unicodedata.normalize("NFKC", place).lower()
        if not sound or not is_host(place):
            raise WrongAddress(
                "be an address that begins with http:// or https://, with a port up to 65535 if any"
            )
        root = f"{parts.scheme}://{place}"
        address = cls(root + parts.path.rstrip("/"), parts.query, unquote(user_info))
        address._check()
        if "#" in text:
            # An unquoted password may have one in it.
            right = None if "@" in parts.fragment else address
            raise WrongAddress("have nothing behind a #", right)
        return address

    def _check(self) -> None:
        """Check that no request's path ends it (raises `WrongAddress`)."""
        ending = _REQUEST_PATHS.search(urlsplit(self.base).path)
        if ending is None or (ending[0].lower() == "/models" and self.host.endswith(_MODELS_HOSTS)):
            return
        kept = self.base[: -len(ending[0])]
        right = ServiceAddress(kept, self.query, self.user_info)
        if not urlsplit(kept).path:
            right = right.below(self.usual_path)
        raise WrongAddress(f"end before {ending[0]}, which is added to it", right)

    def __str__(self) -> str:
        """Return the address for a person to read, without its secrets."""
        scheme, _, rest = self.base.partition("://")
        hidden = "…@" if self.user_info else ""
        pieces = [_shown_piece(piece) for piece in self.query.split("&") if piece]
        return f"{scheme}://{hidden}{rest}" + (f"?{'&'.join(pieces)}" if pieces else "")

    @property
    def whole(self) -> str:
        """The address with its secrets, for `parse` to read again. Never to be shown."""
        scheme, _, rest = self.base.partition("://")
        user_info = f"{quote(self.user_info, safe=':')}@" if self.user_info else ""
        return f"{scheme}://{user_info}{rest}" + (f"?{self.query}" if self.query else "")

    @property
    def place(self) -> str:
        """The host and port, which name the service in sentences."""
        return urlsplit(self.base).netloc

    @property
    def host(self) -> str:
        """The host, in lower case, without a port or brackets."""
        return urlsplit(self.base).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether the service runs on this machine."""
        return is_this_machine(self.host)

    @property
    def has_version(self) -> bool:
        """Whether a part of the path names a version of the interface, such as /v1."""
        return bool(_VERSION.search(urlsplit(self.base).path))

    def with_version(self) -> Iterator[ServiceAddress]:
        """Yield the likely addresses if the version is missing: /v1 behind the path, /v1 alone."""
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
        """The value of the Authorization header; None without a user name."""
        if not self.user_info:
            return None
        given = self.user_info if ":" in self.user_info else f"{self.user_info}:"
        return f"Basic {b64encode(given.encode()).decode()}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The parts that must not be shown: credentials, as given and as sent; query values."""
        pairs = [piece.partition("=") for piece in self.query.split("&")]
        values = [
            value if equals else name
            for name, equals, value in pairs
            if name.lower() not in _NO_SECRETS
        ]
        found = [self.user_info.partition(":")[2], self.user_info, *values]
        found += [unquote_plus(value) for value in values]
        found.append((self.authorization or "").removeprefix("Basic ").rstrip("="))
        return tuple(dict.fromkeys(secret for secret in found if secret))


class HubAddress(ServiceAddress):
    """The base URL of a hub of model files. It has no query: a file's path goes behind it."""

    usual_path = ""

    def _check(self) -> None:
        if self.query:
            right = HubAddress(self.base, user_info=self.user_info)
            raise WrongAddress("have nothing behind a ?", right)


def shown(text: str) -> str:
    """Return a base URL, even a malformed one, without anything that may be secret."""
    try:
        return str(ServiceAddress.parse(text))
    except WrongAddress:
        pass
    scheme = re.match(r"(?:[a-z][a-z\d+.-]*:/+)?", text, re.IGNORECASE)
    start = scheme[0] if scheme else ""
    # An unquoted password may contain any of the characters that end a part.
    _, at, rest = text.removeprefix(start).rpartition("@")
    rest = re.sub(r"([?#]).*", r"\1…", rest, flags=re.DOTALL)
    return f"{start}{'…@' if at else ''}{rest}"


def is_host(place: str) -> bool:
    """Return whether the host in ``host:port`` is well-formed."""
    host = re.sub(r":\d*$", "", place)
    try:
        host.strip("[]").encode("idna")
    except UnicodeError:  # an empty label, or one that is too long
        return False
    if re.fullmatch(r"[\d.]+", host) and host.count(".") == 3:
        return _is_ip(host)
    return bool(_HOST.fullmatch(host)) and (host.isascii() or _is_international(host))


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_international(host: str) -> bool:
    """Return whether the HTTP client takes a name that is not ASCII (IDNA 2008, RFC 5891)."""
    import httpx2  # slow, and such names are rare

    try:
        httpx2.URL(f"http://{host}")
    except httpx2.InvalidURL:
        return False
    return True


def _shown_piece(piece: str) -> str:
    name, equals, _ = piece.partition("=")
    if not equals:
        return "…"
    return piece if name.lower() in _NO_SECRETS else f"{name}=…"


def _is_out_of_place(char: str) -> bool:
    return char.isspace() or not char.isprintable() or char == "\\"


def _without_spaces(kind: type[ServiceAddress], text: str) -> WrongAddress:
    """Return the error for an address with spaces or the like in it."""
    rule = "have no spaces, backslashes or control characters"
    cleaned = "".join(
        "/" if char == "\\" else char for char in text if char == "\\" or not _is_out_of_place(char)
    )
    try:
        return WrongAddress(rule, kind.parse(cleaned))
    except WrongAddress:
        return WrongAddress(rule)


def _with_scheme(kind: type[ServiceAddress], text: str) -> WrongAddress:
    """Return the error for an address without http:// or https://."""
    rule = "begin with http:// or https://"
    rest = re.sub(r"^(?:[a-z][a-z\d+.-]*:)?/+|^https?(?::|//)", "", text, flags=re.IGNORECASE)
    try:
        place = kind.parse("http://" + re.split("[/?#]", rest)[0])
        scheme = "http" if _speaks_plain_http(place) else "https"
        address = kind.parse(f"{scheme}://{rest}")
    except WrongAddress as error:
        return WrongAddress(f"{rule}, and {error.rule}" if error.right else rule, error.right)
    if not urlsplit(address.base).path:
        return WrongAddress(rule, address.below(kind.usual_path))
    return WrongAddress(rule, address)


def _speaks_plain_http(address: ServiceAddress) -> bool:
    """Return whether a service at this place probably has no certificate."""
    host, port = address.host, urlsplit(address.base).port
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return address.is_local or "." not in host or port not in (None, 443, 8443)
