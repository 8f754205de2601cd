"""Exhibits: what runs beside a server is broken with it alone, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import signal
import sys
import textwrap
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.processes import wait_until_gone
from tests.served import Served, entries, serving, until
from yeoul.api.identity import identify_local
from yeoul.errors import ExhibitUnavailable, NotFound, TooManyAtOnce
from yeoul.exhibits import exhibit as one_exhibit
from yeoul.exhibits import exhibits as all_of_a_server
from yeoul.exhibits.child import MODEL
from yeoul.exhibits.exhibit import CODE, TEXT, Exhibit
from yeoul.exhibits.exhibits import Exhibits
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

WANTED = {"exhibit": "thirty-lines"}
EVENTS = {"accept": "text/event-stream"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["hi"]) as served:
        yield served


async def begin(served: Served) -> dict[str, Any]:
    reply = await served.client.post("/api/exhibits", json=WANTED)
    assert reply.status_code == 201, reply.text
    shown: dict[str, Any] = reply.json()
    return shown


def running(served: Served) -> Exhibit:
    (exhibit,) = served.app.state.dependencies.exhibits._exhibits.values()
    assert isinstance(exhibit, Exhibit)
    return exhibit


async def text_until_cut(served: Served, path: str) -> tuple[str, bool]:
    """What comes, and whether it ended cleanly."""
    got = b""
    try:
        async with served.client.stream("GET", path) as reply:
            assert reply.status_code == 200
            async for chunk in reply.aiter_raw():
                got += chunk
    except httpx2.RemoteProtocolError:
        return got.decode(errors="ignore"), False
    return got.decode(), True


async def test_a_killed_server_loses_the_answer_of_the_thirty_lines_and_none_of_yeouls(
    served: Served,
) -> None:
    shown = await begin(served)
    base = f"/api/exhibits/{shown['id']}"
    assert (await begin(served))["id"] == shown["id"]
    assert "StreamingResponse" in shown["code"]
    assert len(shown["code"].splitlines()) <= 30
    thirty = f"{base}/thirty-lines/completion?prompt=river"
    cut = Tasks().start(text_until_cut(served, thirty), name="thirty lines", awaited=True)
    asked = await served.client.post(f"{base}/yeoul/api/answers", json={"content": "river"})
    assert asked.status_code == 201, asked.text
    path = f"{base}/yeoul/api/answers/{asked.json()['answer']['id']}"
    pids = running(served).pids
    before = await read_and_kill(served, base, f"{path}/events")
    for pid in pids:
        wait_until_gone(pid)
    away = await served.client.get(path)
    assert (away.status_code, away.json()["code"]) == (503, "exhibit_unavailable")
    assert away.headers["retry-after"] == "1"

    came, whole = await cut
    assert not whole
    assert 0 < len(came) < len(shown["text"])
    assert shown["text"].startswith(came)

    await until(lambda: all(server.url for server in running(served)._servers.values()))
    cursor = next(line[4:] for line in reversed(before) if line.startswith("id: "))
    assert await text_behind(served, f"{path}/events?after={cursor}") == shown["text"] == TEXT

    pids = running(served).pids
    assert (await served.client.delete(base)).status_code == 204
    for pid in pids:
        wait_until_gone(pid)
    assert (await served.client.delete(base)).status_code == 404


async def read_and_kill(served: Served, base: str, events: str) -> list[str]:
    """The lines of a stream whose servers are killed in the middle; it is cut then."""
    lines: list[str] = []
    try:
        async with served.client.stream("GET", events, headers=EVENTS) as reply:
            async for line in reply.aiter_lines():
                lines.append(line)
                if len(lines) == 60:
                    killed = await served.client.post(f"{base}/kill", json={})
                    assert killed.status_code == 204
    except httpx2.RemoteProtocolError:
        return lines
    raise AssertionError("the stream has ended as if nothing had happened")


async def text_behind(served: Served, events: str) -> str:
    """The text of an answer that another epoch has, read to its end."""
    async with served.client.stream("GET", events, headers=EVENTS) as reply:
        came = await entries(reply)
    assert (came[0]["event"], came[-1]["event"]) == ("reset", "end")
    return "".join(each["data"]["text"] for each in came if each["event"] in ("reset", "delta"))


def test_both_servers_say_the_same_at_the_same_pace() -> None:
    code = CODE.read_text(encoding="utf-8")
    assert "RIVER" in code
    assert MODEL.startswith("scripted:river@")
    assert f"sleep(1 / {MODEL.partition('@')[2]})" in code


async def test_only_its_own_addresses_are_reached_and_a_cookie_goes_to_none(
    served: Served,
) -> None:
    base = f"/api/exhibits/{(await begin(served))['id']}"
    for path in ("yeoul/api/conversations", "yeoul/metrics", "thirty-lines/docs", "yeoul"):
        assert (await served.client.get(f"{base}/{path}")).status_code == 404
    climbing = await served.client.get(f"{base}/yeoul/api/answers/..%2Fconversations")
    assert climbing.status_code == 404
    foreign = await served.client.post(
        "/api/exhibits", json=WANTED, headers={"origin": "https://example.org"}
    )
    assert (foreign.status_code, foreign.json()["code"]) == (403, "forbidden_origin")


async def test_one_that_nobody_uses_ends_and_leaves_no_file() -> None:
    exhibits = Exhibits(idle_s=0.5)
    exhibit = await exhibits.begin("ann")
    pids, folder = exhibit.pids, exhibit._folder
    assert len(pids) == 2
    await until(lambda: not folder.exists())
    for pid in pids:
        wait_until_gone(pid)
    with pytest.raises(NotFound):
        exhibits.find("ann", exhibit.id)
    await exhibits.aclose()


async def test_however_often_servers_are_killed_or_die_each_is_one_process_that_begins_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(one_exhibit, "RESTART_S", 0.05)
    exhibits = Exhibits()
    exhibit = await exhibits.begin("ann")
    servers = exhibit._servers.values()
    for _ in range(3):
        await exhibit.kill()
        assert exhibit.pids == []
    await until(lambda: exhibit._starting_again is not None and len(exhibit.pids) == 2)
    await exhibit.kill()  # while they start
    await until(lambda: all(server.url for server in servers))
    assert processes_of(exhibit) == set(exhibit.pids)

    dead, living = exhibit.pids
    os.kill(dead, signal.SIGKILL)
    await until(lambda: not all(server.url for server in servers))
    exhibit.used_s = 0.0
    assert await exhibits.begin("ann") is exhibit
    assert exhibit.used_s > 0.0
    assert all(server.url for server in servers)
    assert living in exhibit.pids
    assert processes_of(exhibit) == set(exhibit.pids)

    await exhibits.aclose()
    assert processes_of(exhibit) == set()


def processes_of(exhibit: Exhibit) -> set[int]:
    """All children of this process that serve an exhibit, those included that it has forgotten."""
    found = set()
    for line in Path("/proc/self/task").glob("*/children"):
        for pid in line.read_text().split():
            with suppress(FileNotFoundError):
                if str(exhibit._folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.add(int(pid))
    return found


async def test_there_are_a_few_at_a_time_and_each_is_its_owners_until_it_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(all_of_a_server, "MAX_EXHIBITS", 1)
    exhibits = Exhibits()
    begun = Tasks().start(exhibits.begin("ann"), name="begin", awaited=True)
    await until(lambda: bool(exhibits._exhibits))
    with pytest.raises(TooManyAtOnce):
        await exhibits.begin("bob")
    assert not begun.done(), "nobody waits for another's exhibit"
    exhibit = await begun
    with pytest.raises(NotFound):
        exhibits.find("bob", exhibit.id)
    with pytest.raises(NotFound):
        await exhibits.end("bob", exhibit.id)

    may_end = threading.Event()
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: may_end.wait(60))
    ended = Tasks().start(exhibits.end("ann", exhibit.id), name="end", awaited=True)
    await until(lambda: exhibit.is_over)
    with pytest.raises(TooManyAtOnce):
        await exhibits.begin("bob")
    with pytest.raises(NotFound):
        exhibits.find("ann", exhibit.id)
    await exhibit.kill()  # by a request that had found it before
    assert exhibit._starting_again is None
    may_end.set()
    await ended
    assert processes_of(exhibit) == set()
    assert not exhibits._exhibits
    monkeypatch.undo()
    shutil.rmtree(exhibit._folder)


async def test_a_child_ends_when_its_parent_is_killed_and_takes_the_folder_along() -> None:
    script = """
        import asyncio
        from yeoul.exhibits.exhibits import Exhibits

        async def main():
            exhibit = await Exhibits().begin("ann")
            print(*exhibit.pids, exhibit._folder, flush=True)
            await asyncio.sleep(600)

        asyncio.run(main())
    """
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", textwrap.dedent(script)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert parent.stdout is not None
    first, second, folder = (await parent.stdout.readline()).decode().split()
    parent.send_signal(signal.SIGKILL)
    await parent.wait()

    for pid in (first, second):
        wait_until_gone(int(pid))
    await until(lambda: not os.path.exists(folder))


async def test_where_no_process_or_folder_can_be_made_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(tmp_path / "nothing"))
        with pytest.raises(ExhibitUnavailable, match="No such file"):
            await Exhibits().begin("ann")
        gc.collect()
        assert not caplog.records, "neither of both failures is left to the event loop"
    with monkeypatch.context() as patched:
        patched.setattr("tempfile.tempdir", str(tmp_path / "nothing"))
        with pytest.raises(ExhibitUnavailable, match="TMPDIR"):
            await Exhibits().begin("ann")


async def test_several_workers_and_products_show_none(tmp_path: Path) -> None:
    with pytest.raises(ExhibitUnavailable, match="--workers"):
        await Exhibits(is_shared=True).begin("ann")
    async with serving(tmp_path, ["hi"], identify=identify_local) as served:
        refused = await served.client.post("/api/exhibits", json=WANTED)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
