"""What a start says of other machines, and the code by which a phone is led there."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from typing import Any

import pytest

from yeoul.commands.reach import drawn, reach, show_code
from yeoul.settings import Settings

URLS = ("http://192.168.1.23:8000", "http://10.0.0.5:8000")


def said(urls: tuple[str, ...] = URLS, *, accounts: bool = True, **settings: Any) -> str:
    return "\n".join(reach(Settings(**settings), urls, has_accounts=accounts))


def test_a_server_that_nobody_else_reaches_says_nothing_of_others() -> None:
    assert said(()) == ""


def test_all_addresses_are_named_and_how_https_comes_about() -> None:
    told = said(lan=True)
    assert "http://192.168.1.23:8000 or http://10.0.0.5:8000" in told
    assert "Nobody can sign in there without https" in told
    assert "http://192.168.1.23:8000/https says how" in told


def test_what_plain_http_costs_is_said() -> None:
    told = said(insecure_http=True)
    assert "everybody on that network could read" in told
    assert "Nobody can sign in" not in told


def test_where_nobody_signs_in_nothing_is_said_of_that() -> None:
    assert said(accounts=False).count("\n") == 0


def test_behind_a_proxy_nobody_is_sent_past_it_to_sign_in() -> None:
    told = said(lan=True, proxy_user_header="Remote-User", trusted_proxies=("192.168.1.2",))
    assert "http://192.168.1.23:8000" in told
    assert "sign in at the proxy" in told
    assert "https" not in told


def test_a_machine_in_no_network_says_so() -> None:
    assert "in no network" in said((), lan=True)


def modules(lines: list[str]) -> list[list[bool]]:
    """Read the modules back from what is drawn."""
    rows: list[list[bool]] = []
    for line in lines:
        text = re.sub(r"\x1b\[[\d;]*m", "", line)
        rows.append([letter in "█▀" for letter in text])
        rows.append([letter in "█▄" for letter in text])
    return rows


def test_the_code_is_that_of_the_address_and_of_nothing_else() -> None:
    import segno

    rows = modules(list(drawn(URLS[0])))
    expected = [[bool(each) for each in row] for row in segno.make_qr(URLS[0]).matrix]
    size = len(expected)
    inside = [row[2 : 2 + size] for row in rows[2 : 2 + size]]
    assert inside == expected
    # A light border around it, so that a phone finds its edge.
    assert not any(any(row) for row in (*rows[:2], *rows[2 + size :]))
    assert not any(any((*row[:2], *row[2 + size :])) for row in rows)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_code_is_drawn_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, is_drawn in ((Terminal, True), (io.StringIO, False)):
        out = kind()
        monkeypatch.setattr(sys, "stdout", out)
        show_code(URLS[0])
        assert bool(out.getvalue()) is is_drawn


def test_a_terminal_without_such_letters_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Old(raw, encoding="ascii"))
    show_code(URLS[0])
    assert raw.getvalue() == b""


def test_a_start_loads_nothing_for_drawing() -> None:
    check = "import sys, yeoul.cli, yeoul.commands.serve; sys.exit('segno' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
