"""The documents say what the code does: tables, links, paths and names are held to it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any, get_args

import pytest
import typer

from scripts.steps import ROOT
from tests.documents import DOCUMENTS, blocks, prose, read, rows
from yeoul.api.native.stream_schemas import EntryKind, EventEntry, data_shape
from yeoul.app import create_app
from yeoul.cli import program
from yeoul.errors import YeoulError
from yeoul.eventlog.sqlite import group_commit
from yeoul.pictures import decoder
from yeoul.protocol import attachments, sse
from yeoul.protocol.events import Phase, Reason, Status
from yeoul.serving import http_protocol, server
from yeoul.settings import SettingInfo, setting_infos
from yeoul.transports import polling, websocket

#: Folders that a path in a document may be relative to, beside the repository and the document.
BASES = (ROOT, ROOT / "src" / "yeoul", ROOT / "web" / "src", ROOT / "web")
#: Made by commands, and unknown to git.
MADE = {".venv", ".venv/bin/yeoul", "dist/", ".cache/bench/", ".cache/logs/", "src/yeoul/_web/"}
#: In the data directory or in a reader's own files, not here.
ELSEWHERE = {"models/", "server.json", "service-keys.json", "services.json", "yeoul.toml"}


# -- the wire ------------------------------------------------------------------------------------


def test_every_route_is_in_the_protocol_and_the_protocol_has_no_other() -> None:
    paths = create_app().openapi()["paths"]
    described = {
        f"{method.upper()} {re.sub(r'{.*?}', '{id}', path)}"
        for path, operations in paths.items()
        for method in operations
    }

    documented = [row[0] for row in rows(read("PROTOCOL.md"), "request")]

    assert sorted(documented) == sorted({*described, "GET /openapi.json"})
    assert create_app().openapi_url == "/openapi.json"


def test_every_error_code_is_in_the_protocol_with_its_status() -> None:
    in_code = {
        (error.code, str(error.status), "yes" if error.retryable else "no")
        for error in YeoulError.__subclasses__()
    }

    documented = [tuple(row[:3]) for row in rows(read("PROTOCOL.md"), "code")]

    assert sorted(documented) == sorted(in_code)


def test_every_kind_of_event_is_in_the_protocol_with_its_fields() -> None:
    data = create_app().openapi()["components"]["schemas"]
    kinds: tuple[EntryKind, ...] = get_args(EntryKind)
    expected = {}
    for kind in kinds:
        shape = data[data_shape(kind).__name__]
        required = shape.get("required", [])
        expected[kind] = [n if n in required else f"{n}?" for n in shape["properties"]]

    documented = {row[0]: row[1].split(", ") for row in rows(read("PROTOCOL.md"), "event")}

    assert documented == expected
    assert set(get_args(EventEntry.model_fields["data"].annotation)) == set(map(data_shape, kinds))


@pytest.mark.parametrize(
    ("column", "values"),
    [("status", get_args(Status)), ("phase", get_args(Phase)), ("reason", get_args(Reason))],
)
def test_every_word_of_the_wire_is_explained(column: str, values: tuple[str, ...]) -> None:
    documented = [row[0] for row in rows(read("PROTOCOL.md"), column)]

    assert sorted(documented) == sorted(values)


def test_every_field_of_a_question_is_in_the_protocol() -> None:
    fields = create_app().openapi()["components"]["schemas"]["AskRequest"]["properties"]

    section = read("PROTOCOL.md").split("\n## Asking\n")[1].split("\n## ")[0]
    documented = [row[0] for row in rows(section, "field")]

    assert sorted([*documented, "question_id"]) == sorted(fields)


def test_every_close_of_a_websocket_is_in_the_protocol() -> None:
    codes = [
        websocket.ENDED,
        websocket.GOING_AWAY,
        websocket.TOO_SLOW,
        websocket.FAILED,
        websocket.UNAUTHENTICATED,
    ]

    assert [row[0] for row in rows(read("PROTOCOL.md"), "close")] == [str(code) for code in codes]


def test_the_limits_in_the_protocol_are_those_of_the_code() -> None:
    limits = {row[0]: row[1] for row in rows(read("PROTOCOL.md"), "what")}
    default = {info.name: info.default for info in setting_infos()}
    first, idle = default["first_token_timeout_s"], default["idle_timeout_s"]
    header, body = http_protocol.HEADER_TIMEOUT_S, http_protocol.BODY_TIMEOUT_S

    for what, begins in {
        "request body": f"{int(default['max_body_bytes']) >> 20} MiB ",
        "request line and headers together": f"{http_protocol.MAX_HEADER_BYTES >> 10} KiB;",
        "time to send a header · a body": f"{header:g} s · {body:g} s;",
        "a [picture](#attachments)": (
            f"{attachments.MAX_UPLOAD_BYTES:,} bytes, ".replace(",", " ", 2)
            + f"{decoder.MAX_PIXELS // 1_000_000} megapixels;"
            f" {attachments.MAX_ATTACHMENTS} of a question"
        ),
        "an answer": f"{int(default['max_answer_bytes']) >> 20} MiB ",
        "one event": f"{sse.MAX_EVENT_BYTES >> 20} MiB ",
        "one JSON reply of events": f"{polling.MAX_REPLY_BYTES >> 20} MiB,",
        "wait of a long poll": f"{polling.MAX_WAIT_S} s",
        "silence on an event stream": f"{default['heartbeat_s']} s ",
        "a reader that takes nothing": f"{default['send_timeout_s']} s ",
        "first token · silence between tokens": f"{first} s · {idle} s ",
        "idle connection kept open": f"{server.KEEP_ALIVE_S} s",
        "stored events after end": f"{group_commit.RETENTION_S / 60:g} minutes;",
    }.items():
        assert limits.pop(what).startswith(begins), what
    assert limits == {}


def test_the_page_takes_the_largest_event_too() -> None:
    source = read("web/src/transports/event-stream.ts")
    [factors] = re.findall(r"MAX_EVENT_CHARS = ([\d *]+);", source)

    assert math.prod(map(int, factors.split("*"))) == sse.MAX_EVENT_BYTES


# -- settings and commands -----------------------------------------------------------------------


def described(info: SettingInfo) -> tuple[str, str, str]:
    return info.flag, ", ".join(info.env), info.default or "—"


def test_every_setting_is_documented_with_its_variables_and_its_default() -> None:
    documented = [tuple(row[:3]) for row in rows(read("docs/settings.md"), "flag")]

    assert documented == [described(info) for info in setting_infos()]


@pytest.mark.parametrize(("name", "column"), [("README.md", "flag"), ("README.ko.md", "플래그")])
def test_the_readme_shows_settings_as_they_are(name: str, column: str) -> None:
    known = {info.flag: described(info) for info in setting_infos()}

    for flag, variables, default, _ in rows(read(name), column):
        wanted = known[flag]
        assert (flag, variables) == wanted[:2]
        if flag != "--data-dir":  # told in words, in the reader's language
            assert default == wanted[2]


def commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(
    ("name", "column"),
    [("docs/cli.md", "command"), ("README.md", "command"), ("README.ko.md", "명령")],
)
def test_every_command_is_documented_and_no_other(name: str, column: str) -> None:
    real = [command for command, _ in commands(typer.main.get_command(program()), "yeoul")]

    assert sorted(row[0] for row in rows(read(name), column)) == sorted(real)


def test_every_step_of_the_lesson_is_documented_with_its_address() -> None:
    names = re.findall(r'^ +name: "(.*)",$', read("web/src/page/learn/text/en.ts"), re.MULTILINE)

    documented = [row[:2] for row in rows(read("docs/lesson.md"), "step")]

    assert documented == [[name, f"/learn#{at}"] for at, name in enumerate(names, start=1)]


def test_every_flag_of_chat_is_documented() -> None:
    chat = dict(commands(typer.main.get_command(program()), "yeoul"))["yeoul chat"]
    section = read("docs/cli.md").split("## `yeoul chat`")[1].split("\n## ")[0]

    for parameter in chat.params:
        if parameter.name not in ("question", "config"):
            assert f"`{parameter.opts[0]}`" in section


def test_every_flag_in_a_document_exists() -> None:
    real = {
        option
        for _, command in commands(typer.main.get_command(program()), "yeoul")
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    others = {"--check", "--help", "--no-cache", "--version"}  # of the tools, and everybody's
    others |= {
        "--data-urlencode",
        "--root-path",
        "--timeout-graceful-shutdown",
    }  # curl's, uvicorn's
    others |= {"--only", "--server"}  # of the measurements
    others |= {"--bg"}  # Tailscale's
    others |= {
        "--name",
        "--read-only",
        "--tmpfs",
        "--no-deps",
        "--from-file",
    }  # docker's, kubectl's

    for document in DOCUMENTS:
        used = re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", document.read_text(encoding="utf-8"))
        assert set(used) <= real | others, document.name


def test_every_make_target_in_a_document_exists_and_each_is_explained() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony is not None
    targets = set(phony[1].split()) - {"help"}

    used = {
        (document.name, target)
        for document in DOCUMENTS
        for target in re.findall(r"(?:`|^)make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE)
    }

    assert {target for _, target in used} <= targets
    assert {target for name, target in used if name == "CONTRIBUTING.md"} == targets


# -- what documents point at ---------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        place = document.parent / path if path else document
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place.read_text(encoding="utf-8")), target


def anchors(text: str) -> set[str]:
    """The anchors that a forge makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_a_document_exists(document: Path) -> None:
    text = prose(document.read_text(encoding="utf-8"))
    for quoted in re.findall(r"`([^`\n]+)`", text):
        if is_path(quoted) and quoted not in MADE | ELSEWHERE:
            assert any((base / quoted).exists() for base in (*BASES, document.parent)), quoted


def is_path(quoted: str) -> bool:
    """Whether a quoted word looks like a path of this repository."""
    if not re.fullmatch(r"[\w.][\w./-]*", quoted):
        return False
    return quoted.endswith("/") or bool(re.search(r"\.(py|ts|tsx|md|toml|txt|json|png)$", quoted))


# -- the house -----------------------------------------------------------------------------------


def test_every_folder_of_the_code_is_in_the_architecture() -> None:
    text = read("ARCHITECTURE.md")
    folders = [p.parent for p in (ROOT / "src" / "yeoul").glob("*/__init__.py")]
    folders += [p for p in (ROOT / "web" / "src").iterdir() if p.is_dir()]

    for folder in folders:
        assert f"`{folder.relative_to(ROOT).as_posix()}/`" in text


def test_the_import_law_is_told_as_it_is_enforced() -> None:
    law = ConfigParser()
    law.read(ROOT / ".importlinter")
    layers = law["importlinter:contract:pipeline"]["layers"].strip().splitlines()

    told = [block for block in blocks(read("ARCHITECTURE.md")) if block.startswith("__main__")]

    assert [[line.strip() for line in block.splitlines()] for block in told] == [
        [line.strip() for line in layers]
    ]
