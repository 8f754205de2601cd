"""The picture of the house in ARCHITECTURE.md is kept: who may import whom, and what has tests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.environment import BIN
from scripts.steps import ROOT

PACKAGE = ROOT / "src" / "yeoul"
#: Module without a test file of its own -> the one that tests it, where its behaviour shows.
TESTED_ELSEWHERE = {
    "__main__": "commands/test_serve.py",
    "app": "api/test_answers.py",
    "tasks": "generation/test_admission.py",
    "failpoints": "faults/test_failpoints.py",
    "errors": "providers/test_upstream_errors.py",
    "api/openapi": "commands/test_openapi.py",
    "api/problems": "api/test_requests.py",
    "api/reading": "api/test_restart.py",
    "api/schemas": "api/test_requests.py",
    "api/metrics": "api/test_health.py",
    "api/stream_schemas": "commands/test_openapi.py",
    "eventlog/base": "contracts/test_event_log.py",
    "eventlog/group_commit": "eventlog/test_sqlite.py",
    "eventlog/journal": "eventlog/test_sqlite.py",
    "eventlog/live": "eventlog/test_registry.py",
    "eventlog/memory": "contracts/test_event_log.py",
    "generation/bookends": "generation/test_supervisor.py",
    "generation/jobs": "generation/test_supervisor.py",
    "generation/openings": "generation/test_supervisor.py",
    "generation/settling": "generation/test_refusals.py",
    "providers/absent": "generation/test_recovery.py",
    "providers/base": "contracts/test_provider.py",
    "providers/service_answer": "providers/test_service_streams.py",
    "store/base": "contracts/test_store.py",
    "store/answers": "contracts/test_store_answers.py",
    "store/conversations": "contracts/test_store_conversations.py",
    "store/database": "contracts/test_store.py",
    "store/withdrawal": "generation/test_refusals.py",
    "store/exchange": "contracts/test_store.py",
    "store/lookup": "contracts/test_store_owners.py",
    "store/rows": "contracts/test_store.py",
    "store/sql": "contracts/test_store.py",
    "transports/cursor": "transports/test_follow.py",
    "transports/sse": "transports/test_follow.py",
    "transports/wire": "golden/test_golden.py",
}


def lint_imports(package: Path) -> str:
    """Judge ``package`` by .importlinter and return what was said."""
    root = package.parent.parent
    shutil.copy(ROOT / ".importlinter", root)
    done = subprocess.run(
        [str(BIN / "lint-imports"), "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(package.parent), "PATH": "", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, free to be spoiled."""
    copy = tmp_path / "src" / "yeoul"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("_web", "__pycache__"))
    return copy


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("events", "import yeoul.eventlog.base", "Each stage sees only what is upstream of it"),
        ("transports/sse", "import yeoul.store.base", "Transports read the log and nothing else"),
        ("client/wire", "import yeoul.tasks", "The client knows what the wire carries"),
        ("api/answers", "import yeoul.store.sqlite", "Only the factories know a concrete backend"),
        ("eventlog/base", "import yeoul.eventlog.memory", "No import cycles at any depth"),
    ],
)
def test_an_import_against_the_law_is_found(
    package: Path, module: str, line: str, broken: str
) -> None:
    file = package / f"{module}.py"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")

    told = lint_imports(package)

    assert any(said.startswith(broken) and "BROKEN" in said for said in told.splitlines()), told


def test_a_new_module_must_be_given_a_place(package: Path) -> None:
    (package / "newcomer.py").touch()

    assert "- yeoul.newcomer" in lint_imports(package)


def modules() -> list[str]:
    """Every module with something of its own to test, as a path without ``.py``."""
    found = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py")]
    return sorted(
        path.with_suffix("").as_posix()
        for path in found
        if path.name != "__init__.py" and "migrations" not in path.parts
    )


def test_every_module_has_its_tests() -> None:
    missing = [module for module in modules() if not its_tests(module).is_file()]

    assert missing == []


def test_a_module_with_its_own_tests_is_not_said_to_be_tested_elsewhere() -> None:
    unneeded = [
        module
        for module in TESTED_ELSEWHERE
        if (ROOT / "tests" / own_tests(module)).exists() or module not in modules()
    ]

    assert unneeded == []


def its_tests(module: str) -> Path:
    return ROOT / "tests" / TESTED_ELSEWHERE.get(module, own_tests(module))


def own_tests(module: str) -> str:
    path = Path(module)
    return (path.parent / f"test_{path.name}.py").as_posix()
