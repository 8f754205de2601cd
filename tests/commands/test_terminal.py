from __future__ import annotations

import io

import pytest

from yeoul.commands.terminal import Terminal
from yeoul.protocol.content import ToolCall
from yeoul.protocol.entries import Heartbeat, Update
from yeoul.protocol.events import Delta, Reasoning, Reset


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(out: io.StringIO, *updates: Update, err: io.StringIO | None = None) -> str:
    terminal = Terminal(out, err or io.StringIO())
    for update in updates:
        terminal.show(update)
    terminal.finish()
    return out.getvalue()


@pytest.fixture(autouse=True)
def _colours_are_not_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_pipe_gets_the_text_and_one_line_end() -> None:
    updates: list[Update] = [Reasoning("hm"), Heartbeat("queued", 2), Delta("a"), Delta("b\x1b[0m")]
    assert shown(io.StringIO(), *updates) == "ab\x1b[0m\n"
    assert shown(io.StringIO(), Delta("a\n")) == "a\n"
    assert shown(io.StringIO()) == ""


def test_a_model_cannot_steer_the_terminal() -> None:
    text = "\x1b]0;title\x07a\r\x9b2Jb\tc\n"
    assert shown(Screen(), Delta(text)) == "]0;titlea2Jb\tc\n"


def test_thinking_is_dim_and_apart() -> None:
    updates: list[Update] = [Reasoning("so"), Reasoning(" then"), Delta("yes")]
    assert shown(Screen(), *updates) == "\x1b[2mso then\x1b[22m\n\nyes\n"


def test_no_color_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(Screen(), Reasoning("so"), Delta("yes")) == "yes\n"


def test_who_waits_sees_what_for_until_the_text_comes() -> None:
    err = Screen()
    shown(io.StringIO(), Heartbeat("queued", 2), Heartbeat("thinking"), Delta("a"), err=err)
    clear = "\r\x1b[K"
    assert err.getvalue() == f"{clear}(queued, 2 in line){clear}(thinking){clear}"


def test_a_reset_adds_only_what_is_missing_where_it_can() -> None:
    assert shown(io.StringIO(), Delta("ab"), Reset("abc", ""), Delta("d")) == "abcd\n"
    assert shown(io.StringIO(), Delta("ab"), Reset("xy", ""), Delta("z")) == "ab\nxyz\n"


def test_a_call_is_one_line_beside_the_text_when_it_is_whole() -> None:
    out, err = io.StringIO(), io.StringIO()
    pieces = [ToolCall(1, "b", "tide"), ToolCall(0, "a", "look"), ToolCall(0, arguments='{"at":\n')]
    shown(out, Delta("So:"), *pieces, ToolCall(0, arguments="\x1b[2J1}"), err=err)
    assert out.getvalue() == "So:\n"
    assert err.getvalue() == '(asks for the tool look {"at": [2J1})\n(asks for the tool tide)\n'


def test_a_long_call_is_cut_for_its_line_and_a_reset_takes_back_what_it_does_not_tell() -> None:
    err = io.StringIO()
    kept = ToolCall(0, "a", "look", "물" * 200)
    shown(io.StringIO(), Delta("a"), ToolCall(1, name="tide"), Reset("b", "", (kept,)), err=err)
    assert err.getvalue() == f"(asks for the tool look {'물' * 94}…)\n"
