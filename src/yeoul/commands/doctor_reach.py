"""What ``yeoul doctor`` says of others: who can reach the server, from where, and how safely.

It judges the settings that it is given, which are those of the next start.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from ipaddress import ip_network
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from yeoul.addresses import OWN_NAMES, is_this_machine
from yeoul.errors import StartupError
from yeoul.settings import Settings

if TYPE_CHECKING:
    from yeoul.accounts import Mode

#: Whether it is as it should be, what it is about, and a sentence that says what to do if not.
Told = tuple[Literal["ok", "note", "wrong"], str, str]


def examine_reach(settings: Settings) -> Iterator[Told]:
    """Yield the findings about accounts, other machines, names, origins and passwords."""
    counted = _count(settings)
    if counted is None:
        yield "note", "accounts", "not known, as the store cannot be read"
    else:
        yield _accounts(settings, *counted)
    yield _listening(settings)
    yield from _hosts(settings)
    yield from _origins(settings)
    if counted is not None:
        yield from _log_ins(settings, people=counted[0])


def _log_ins(settings: Settings, *, people: int) -> Iterator[Told]:
    wrong = _sign_in_fault(settings, people)
    if wrong is not None:
        yield "wrong", "log-in", wrong
    elif people or settings.setup:
        yield _by_proxy(settings) if settings.by_proxy else _log_in(settings)


def _count(settings: Settings) -> tuple[int, int] | None:
    """Return how many accounts there are, and how many may manage the others; None: not known."""
    from yeoul.store import count_shared_accounts
    from yeoul.store.audit_file import count_accounts

    if settings.store_url is not None:
        return asyncio.run(count_shared_accounts(settings.store_url.get_secret_value()))
    return count_accounts(settings.store_file)


def _is_open(settings: Settings) -> bool:
    """Return whether other machines reach the server without a proxy."""
    return not is_this_machine(settings.listens_on)


def _accounts(settings: Settings, people: int, admins: int) -> Told:
    if people and settings.allow_unauthenticated:
        text = f"{people}, which --allow-unauthenticated contradicts: leave that out"
        return "wrong", "accounts", text
    if people:
        return "ok", "accounts", f"{people}, {admins} of them may manage the others"
    if settings.allow_unauthenticated:
        text = "none: everybody who reaches the server may read and change everything"
        return "note", "accounts", text
    if settings.setup:
        return "ok", "accounts", "none: the server waits for the first, with a code that it prints"
    make = "make one with `yeoul user add NAME --admin`, or start with --setup"
    if _is_open(settings):
        return "wrong", "accounts", f"none, and other machines can reach the server: {make}"
    if settings.allowed_hosts:
        names = ", ".join(settings.allowed_hosts)
        text = f"none: whoever reaches {names} may read and change everything: {make}"
        return "note", "accounts", text
    return "ok", "accounts", "none: there is the one person of this machine"


def _listening(settings: Settings) -> Told:
    from yeoul.serving.own_addresses import own_addresses

    if not _is_open(settings):
        return "ok", "reach", "this machine alone, and proxies on it"
    host = settings.listens_on
    if host not in ("0.0.0.0", "::"):
        return "ok", "reach", f"other machines reach it at {host}, port {settings.port}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    addresses = own_addresses(family)
    if not addresses:
        text = "it listens for other machines, but this one is in no network: connect it to one"
        return "note", "reach", text
    return "ok", "reach", f"other machines reach it at {', '.join(addresses)}, port {settings.port}"


def _hosts(settings: Settings) -> Iterator[Told]:
    for name in settings.allowed_hosts:
        if name.partition(":")[0] in OWN_NAMES or name == settings.host:
            yield "note", "hosts", f"{name} always works: leave it out of --allowed-hosts"
    if not settings.allowed_hosts:
        yield "ok", "hosts", "none but its own are answered to"
        return
    names = ", ".join(settings.allowed_hosts)
    if _is_open(settings):
        yield (
            "note",
            "hosts",
            f"{names}, and everybody can go round a proxy: if one on this machine is in front,"
            " listen on 127.0.0.1",
        )
    else:
        yield (
            "ok",
            "hosts",
            f"{names}; a proxy on this machine is believed who came, and whether by https"
            " (X-Forwarded-For, X-Forwarded-Proto); one elsewhere is not",
        )


def _origins(settings: Settings) -> Iterator[Told]:
    for origin in settings.allowed_origins:
        parts = urlsplit(origin)
        if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
            yield (
                "note",
                "origins",
                f"{origin} is not encrypted: whoever can change that page on its way uses this"
                " server as its readers do; name its https address",
            )
        elif parts.netloc in settings.allowed_hosts:
            text = f"{origin} is the server's own page: leave it out of --allowed-origins"
            yield "note", "origins", text
        else:
            yield "ok", "origins", f"pages of {origin} may use the API"
    if not settings.allowed_origins:
        yield "ok", "origins", "pages of other sites are refused"


def _sign_in_fault(settings: Settings, people: int) -> str | None:
    """Return why a server would not start whose people log in by a provider or a proxy."""
    from yeoul.configured_sign_in import check_sign_in, sign_in_of

    mode: Mode = "accounts" if people else "setup" if settings.setup else "local"
    try:
        check_sign_in(sign_in_of(settings), mode=mode)
    except StartupError as error:
        return error.detail
    return None


def _by_proxy(settings: Settings) -> Told:
    if settings.cloudflare_access_team is not None:
        return "ok", "log-in", "at Cloudflare Access, which signs who asks; nobody logs in here"
    peers = settings.trusted_proxies
    text = (
        f"at the proxy, which says who asks in {settings.proxy_user_header}, from"
        f" {', '.join(peers)}; nobody logs in here"
    )
    if any(peer != "unix" and ip_network(peer).is_loopback for peer in peers):
        return "note", "log-in", f"{text}; every user of this machine can say so, too"
    return "ok", "log-in", text


def _log_in(settings: Settings) -> Told:
    if settings.insecure_http and (_is_open(settings) or settings.allowed_hosts):
        return (
            "note",
            "log-in",
            "--insecure-http: over http everybody on the network can read passwords, cookies and"
            " conversations; docs/phone.md says how https comes about",
        )
    if settings.insecure_http:
        return "note", "log-in", "--insecure-http is of no use on this machine alone: leave it out"
    if _is_open(settings):
        return (
            "note",
            "log-in",
            "by https alone, but on this machine: docs/phone.md says how it comes about for others",
        )
    return "ok", "log-in", "by https alone, but on this machine; the cookie is for https, too"
