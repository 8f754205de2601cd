"""What is built on the inside of uvicorn is listed, with the version in which it was looked at."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import tomllib
from importlib.metadata import version
from inspect import get_annotations

import pytest
from packaging.requirements import Requirement
from uvicorn import Server
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from scripts.steps import ROOT
from tests.documents import read, rows
from yeoul.serving.http_protocol import LimitedHttpProtocol, _Flow
from yeoul.serving.repeated_requests import HttpConnection
from yeoul.serving.server import _Server
from yeoul.serving.websocket_protocol import LimitedWebSocketProtocol

SUBCLASSES: dict[type, type] = {
    LimitedHttpProtocol: HttpToolsProtocol,
    _Flow: FlowControl,
    LimitedWebSocketProtocol: WebSocketsSansIOProtocol,
    _Server: Server,
}
#: What is touched of an object whose class stays uvicorn's.
CYCLE = {
    "chunked_encoding",
    "disconnected",
    "message_event",
    "more_body",
    "response_complete",
    "response_started",
}
LIBRARIES = ("uvicorn", "httptools", "websockets")
AGAIN = "Look at each line of ARCHITECTURE.md's table of uvicorn's inside, and write the version."


def tree_of(kind: type) -> ast.ClassDef:
    (found,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(found, ast.ClassDef)
    return found


def own_names(kind: type) -> set[str]:
    """Return what a class calls its own: its methods, and all that it has on ``self``."""
    attributes = {
        node.attr
        for node in ast.walk(tree_of(kind))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
    return attributes | methods(kind)


def methods(kind: type) -> set[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree_of(kind).body if isinstance(node, functions)} - {"__init__"}


def documented() -> dict[str, tuple[set[str], set[str]]]:
    """Return the table: class of uvicorn -> what is overridden, and what is used."""
    table = rows(read("ARCHITECTURE.md"), "class of uvicorn")
    return {
        row[0]: (set(re.findall(r"\w+", row[2])), set(re.findall(r"\w+", row[3]))) for row in table
    }


def test_the_list_is_what_the_code_does() -> None:
    expected = {
        base.__name__: (
            methods(ours) & own_names(base),
            own_names(ours) & own_names(base) - methods(ours),
        )
        for ours, base in SUBCLASSES.items()
    }
    expected["HttpToolsProtocol"][1].update(get_annotations(HttpConnection))
    expected["RequestResponseCycle"] = (set(), CYCLE)
    expected["ServerState"] = (set(), {"default_headers"})
    assert documented() == expected


def test_what_is_touched_of_a_request_is_there() -> None:
    assert own_names(RequestResponseCycle) >= CYCLE
    assert own_names(HttpToolsProtocol) >= get_annotations(HttpConnection).keys()
    assert ServerState().default_headers == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_version_that_is_installed_is_the_one_that_was_looked_at(library: str) -> None:
    told = dict(re.findall(r"(uvicorn|httptools|websockets) (\d+\.\d+)\b", read("ARCHITECTURE.md")))
    installed = ".".join(version(library).split(".")[:2])
    assert told[library] == installed, AGAIN


@pytest.mark.parametrize("library", LIBRARIES)
def test_no_version_is_installed_that_nobody_has_looked_at(library: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = [
        requirement
        for requirement in map(Requirement, project["dependencies"])
        if requirement.name == library
    ]
    major, minor = map(int, version(library).split(".")[:2])
    following = f"{major + 1}.0" if major else f"0.{minor + 1}"
    assert version(library) in wanted.specifier
    assert following not in wanted.specifier
