"""``yeoul inspect``: a recording becomes one page, in which it is nothing but text."""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
import threading
from pathlib import Path

import httpx2
import pytest
import typer.testing

from yeoul.cli import program
from yeoul.commands import recording_page
from yeoul.commands.inspect import PageServer
from yeoul.commands.recording_page import page_of
from yeoul.errors import InvalidRequest, StartupError

HOSTILE = "</script><script>alert(1)</script><!--"


@pytest.fixture
def frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A frame as the build makes it, of which the script names the place, too."""
    frame = tmp_path / "frame.html"
    frame.write_text('<p id="recording">"%RECORDING%"</p><script>"%RECORDING%"</script>')
    monkeypatch.setattr(recording_page, "FRAME", frame)
    return frame


def recording(tmp_path: Path, **fields: object) -> Path:
    file = tmp_path / "yeoul-recording.json"
    file.write_text(json.dumps({"yeoul_recording": 1, **fields}), encoding="utf-8")
    return file


@pytest.mark.usefixtures("frame")
def test_what_was_recorded_ends_no_script_and_is_read_as_it_was(tmp_path: Path) -> None:
    page = page_of(recording(tmp_path, answer_id=HOSTILE)).decode()

    found = re.fullmatch(r'<p id="recording">(.*)</p><script>"%RECORDING%"</script>', page)
    assert found is not None
    assert "<" not in found[1]
    assert json.loads(found[1])["answer_id"] == HOSTILE


@pytest.mark.usefixtures("frame")
@pytest.mark.parametrize(
    "content",
    [
        *("", "<html>", "[]", '{"yeoul": 1}', "\xff", '{"yeoul_recording": 1'),
        *(f'{{"yeoul_recording": {no}}}' for no in ("0", "-1.5", "1.5", "true", '"1"', "1e400")),
        '{"yeoul_recording": 1, "sent_ms": NaN}',
    ],
)
def test_a_file_that_is_no_recording_is_told_so(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other"
    file.write_text(content, encoding="latin-1")

    with pytest.raises(InvalidRequest, match="no recording"):
        page_of(file)


@pytest.mark.usefixtures("frame")
@pytest.mark.parametrize(
    "unusual",
    [
        pytest.param(rb'"\ud800"', id="a lone surrogate"),
        pytest.param(b'"\xff"', id="a broken character"),
        pytest.param(b"1e400", id="a large number"),
        pytest.param(b"9" * 5000, id="a long number"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep nesting"),
    ],
)
def test_what_the_page_can_read_the_command_gives_to_it(tmp_path: Path, unusual: bytes) -> None:
    file = tmp_path / "yeoul-recording.json"
    content = b'{"yeoul_recording": 1, "unknown": ' + unusual + b"}"
    file.write_bytes(codecs.BOM_UTF8 + content)

    assert b">" + content + b"</p>" in page_of(file)


def test_of_a_pipe_no_more_is_read_than_a_recording_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recording_page, "MAX_BYTES", 8)
    reader, writer = os.pipe()
    os.write(writer, b"[" * 100)
    os.close(writer)
    try:
        with pytest.raises(InvalidRequest, match="too large"):
            page_of(Path(f"/dev/fd/{reader}"))
    finally:
        os.close(reader)


def test_a_yeoul_without_a_page_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_page, "FRAME", tmp_path / "nothing")

    with pytest.raises(StartupError, match=r"scripts\.page"):
        page_of(recording(tmp_path))


@pytest.mark.usefixtures("frame")
def test_the_page_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    out = tmp_path / "page.html"

    done = typer.testing.CliRunner().invoke(
        program(), ["inspect", str(recording(tmp_path)), "--html", str(out)]
    )

    assert done.exit_code == 0, done.output
    assert str(out) in done.output
    assert out.read_bytes() == page_of(recording(tmp_path))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.usefixtures("frame")
def test_the_recording_is_never_written_over(tmp_path: Path) -> None:
    file, link = recording(tmp_path), tmp_path / "link"
    link.symlink_to(file)
    before = file.read_bytes()

    for out in (file, tmp_path / "." / file.name, link):
        done = typer.testing.CliRunner().invoke(
            program(), ["inspect", str(file), "--html", str(out)]
        )
        assert isinstance(done.exception, InvalidRequest)
        assert "name another file" in done.exception.detail
    assert file.read_bytes() == before


def test_it_is_shown_at_an_address_that_nobody_guesses() -> None:
    with PageServer(b"<p>page</p>") as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            shown = httpx2.get(server.url, trust_env=False)
            root = httpx2.get(server.url.rpartition("/")[0] + "/", trust_env=False)
        finally:
            server.shutdown()
            serving.join()

    assert (shown.content, root.status_code) == (b"<p>page</p>", 404)
    assert shown.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert server.url.startswith("http://127.0.0.1:")
