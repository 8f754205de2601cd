"""Which scope opens which address: in the forms that addresses have, and in all others."""

from __future__ import annotations

import pytest

from yeoul.api.scopes import Scopes
from yeoul.caller import Caller, Reach
from yeoul.errors import Forbidden

SCOPES = Scopes(
    {
        "POST /api/things": frozenset({"ask"}),
        "GET /api/things/{thing_id}": frozenset({"ask", "read"}),
        "POST /api/things/{thing_id}/stop": frozenset({"write"}),
        "DELETE /api/things/{thing_id}/parts/{part_id}": frozenset({"write", "server"}),
        "GET /metrics": frozenset({"metrics"}),
        "GET /names/{name:path}": frozenset({"read"}),
        "POST /chats/{chat_id:path}/stop": frozenset({"ask"}),
    }
)


def program(*scopes: Reach) -> Caller:
    return Caller("ann", scopes=frozenset(scopes))


def refusal(caller: Caller, method: str, path: str) -> str:
    with pytest.raises(Forbidden) as refused:
        SCOPES.check(caller, method, path)
    return refused.value.detail


def test_one_of_the_scopes_is_enough() -> None:
    for scope, method, path in (
        ("ask", "POST", "/api/things"),
        ("ask", "GET", "/api/things/1"),
        ("read", "GET", "/api/things/1"),
        ("read", "HEAD", "/api/things/1"),
        ("read", "GET", "/api/things/{thing_id}"),
        ("write", "POST", "/api/things/x/stop"),
        ("write", "DELETE", "/api/things/x/parts/y"),
        ("metrics", "GET", "/metrics"),
        ("read", "GET", "/names/a"),
        ("read", "HEAD", "/names/a/b:c"),
        ("ask", "POST", "/chats/a/stop"),
        ("ask", "POST", "/chats/a/b/stop/stop"),
    ):
        SCOPES.check(program(scope), method, path)  # type: ignore[arg-type]
    assert "scope ask or read." in refusal(program("write"), "GET", "/api/things/1")
    assert "scope write." in refusal(program("ask", "read"), "DELETE", "/api/things/x/parts/y")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/chats/a/stop"),
        ("POST", "/chats/a/b/stop/"),
        ("GET", "/api/things"),
        ("GET", "/api/things/"),
        ("GET", "/api/things/1/"),
        ("GET", "/api/things/1/stop"),
        ("PUT", "/api/things/1"),
        ("get", "/metrics"),
        ("GET", "/api/other"),
        ("GET", "/metrics/x"),
        ("GET", "metrics"),
        ("GET", "/"),
        ("GET", ""),
        ("GET", "/names"),
        ("DELETE", "/names/a/b"),
        ("GET", "/other/names/a"),
    ],
)
def test_what_is_not_named_is_closed_to_all_of_them(method: str, path: str) -> None:
    everything = program("ask", "read", "write", "metrics")
    assert "No token" in refusal(everything, method, path)
    assert "No command" in refusal(program("ask", "server"), method, path)


def test_people_and_strangers_are_asked_for_none() -> None:
    for caller in (None, Caller("ann")):
        SCOPES.check(caller, "GET", "/anything")


def test_the_machine_is_told_to_say_for_whom_it_asks() -> None:
    nobody = program("server", "metrics")
    SCOPES.check(nobody, "DELETE", "/api/things/x/parts/y")
    assert "--user NAME" in refusal(nobody, "POST", "/api/things")
