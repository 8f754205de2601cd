"""docs/security.md says of each rule what is done, and names tests and addresses that there are."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from scripts.steps import ROOT
from tests.api.access_rows import ROWS
from tests.documents import read, rows
from tests.served import serving
from yeoul.accounts import links, passwords, sessions, setup_code, tries
from yeoul.accounts.audit import NOTE_LIFE
from yeoul.app import create_app

DOCUMENT = "docs/security.md"

#: The rules of ASVS 5.0 that apply to accounts: chapter.section, and the numbers in it.
RULES = {
    "3.3": range(1, 5),
    "3.4": (1,),
    "3.5": range(1, 4),
    "3.7": (2,),
    "6.1": (1, 3),
    "6.2": range(1, 12),
    "6.3": (1, 2, 3, 8),
    "6.4": (1, 3, 6),
    "6.5": range(1, 6),
    "6.8": (1, 2),
    "7.1": range(1, 4),
    "7.2": range(1, 5),
    "7.3": (1, 2),
    "7.4": range(1, 6),
    "7.5": (1, 2),
    "7.6": (1, 2),
    "8.1": (1, 2),
    "8.2": range(1, 4),
    "8.3": (1,),
    "8.4": (1,),
    "10.1": (1, 2),
    "10.2": (1, 2),
    "10.5": range(1, 5),
    "14.2": (1,),
    "14.3": (1, 2),
    "16.2": (5,),
    "16.3": range(1, 5),
    "16.4": (1,),
    "16.5": range(1, 4),
}

#: Tests that every store has to pass are written once, for `tests/contracts/test_stores.py`.
CHECKS = ROOT / "src" / "yeoul" / "testing" / "checks"

ASVS = rows(read(DOCUMENT), "id")


def test_every_rule_has_its_row_and_there_is_no_other() -> None:
    known = [f"{section}.{number}" for section, numbers in RULES.items() for number in numbers]

    assert [row[0] for row in ASVS] == known


@pytest.mark.parametrize("row", ASVS, ids=[row[0] for row in ASVS])
def test_every_row_says_what_is_done_and_names_tests_that_exist(row: list[str]) -> None:
    _, sentence, shown_by = row

    assert sentence.endswith((".", ".)"))
    if shown_by == "—":
        return
    for named in shown_by.split(", "):
        file, _, name = named.partition("::")
        assert name in names_in(file), named


def names_in(file: str) -> set[str]:
    """The names of the tests in a file; of a contract, those of all its checks."""
    paths = [ROOT / "tests" / file]
    if file == "contracts/test_stores.py":
        paths += CHECKS.glob("store_*.py")
    return {
        node.name
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def test_every_address_is_in_the_matrix_as_it_is_guarded() -> None:
    matrix = [
        (pattern, demands)
        for addresses, demands, _ in rows(read(DOCUMENT), "address")
        for pattern in addresses.split(", ")
    ]
    for name, row in ROWS.items():
        path = name.partition(" ")[2]
        demanded = {
            demands
            for pattern, demands in matrix
            if fnmatchcase(name if " " in pattern else path, pattern)
        }
        assert demanded == {row.demands}, name


def test_no_address_of_the_api_has_a_place_for_a_secret() -> None:
    words = {"token", "password", "secret", "code", "key", "session"}
    for path, operations in create_app().openapi()["paths"].items():
        for operation in operations.values():
            places = operation.get("parameters", [])
            names = {each["name"] for each in places if each["in"] in ("query", "path")}
            assert not names & words, path


def test_the_times_in_the_table_are_those_of_the_code() -> None:
    told = {row[0]: row[1] for row in rows(read(DOCUMENT), "what")}
    days = f"{sessions.IDLE_LIFE.days} days · {sessions.WHOLE_LIFE.days} days"
    assert told["session without use · at the latest"].startswith(days)
    fresh = told["log-in that managing people and exporting need"]
    assert fresh == f"of the last {int(sessions.FRESH_LIFE.total_seconds() / 60)} minutes"
    waits = told["wrong passwords before a wait"]
    numbers = [int(each) for each in re.findall(r"\d+", waits)]
    longest = int(tries.LONGEST_WAIT_S / 60)
    assert numbers == [tries.MOST_OF_NAME, tries.MOST_FROM_ADDRESS, longest]
    assert told["passwords that wait to be checked"].startswith(f"{passwords.MAX_WAITING}, ")
    assert told["one-time links and invites"] == f"{links.LINK_LIFE.days} days, once"
    minutes, wrong = int(setup_code.LIFE_S / 60), setup_code.MAX_WRONG_TRIES
    assert told["set-up code"] == f"{minutes} minutes, {wrong} wrong tries"
    assert told["audit"] == f"{NOTE_LIFE.days} days"


def test_no_secret_is_drawn_by_a_generator_that_can_be_guessed() -> None:
    code = ROOT / "src" / "yeoul"
    makers = [code / "chat" / "shares.py", *(code / "accounts").glob("*.py")]
    texts = {path.name: path.read_text("utf-8") for path in makers}

    assert not [name for name, text in texts.items() if re.search(r"\b(random|uuid)\b[.(]", text)]
    drawing = {name for name, text in texts.items() if "secrets." in text}
    assert {"shares.py", "sessions.py", "links.py", "setup_code.py"} <= drawing


@pytest.mark.anyio
async def test_no_address_redirects(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served:
        for name in ROWS:
            path = re.sub("{.*?}", "x", name.partition(" ")[2])
            for tried in (
                f"{path}/",
                f"/{path}",
                f"//evil.test{path}",
                f"{path}/..",
                f"/x/..{path}",
            ):
                async with served.client.stream("GET", served.url + tried) as reply:
                    assert not 300 <= reply.status_code < 400, tried
                    assert "location" not in reply.headers, tried
