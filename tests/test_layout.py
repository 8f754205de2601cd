"""The picture of the house in ARCHITECTURE.md is kept: who may import whom, and what has tests."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from scripts.environment import BIN
from scripts.steps import ROOT
from yeoul.store.base import Store

PACKAGE = ROOT / "src" / "yeoul"
#: Module without a test file of its own -> the file that tests it, where its behaviour shows,
#: and through which modules that file comes to it, where it does not import it itself.
TESTED_ELSEWHERE = {
    **{
        f"errors/{name}": ["test_errors.py", "errors/__init__"]
        for name in ("base", "models", "people", "requests", "server")
    },
    "api/head": ["api/test_session_cookie.py", "api/session_cookie"],
    "defaults": ["test_settings.py", "settings"],
    "caller": ["api/test_access.py"],
    "app_parts": ["api/native/test_on_end.py", "app"],
    "product": ["api/native/test_before_ask.py"],
    "chat/asking": ["api/native/test_before_ask.py", "app", "app_parts", "chat/__init__"],
    "chat/decisions": ["api/native/test_before_ask.py", "app", "app_parts", "chat/__init__"],
    "chat/ends": ["api/native/test_on_end.py", "chat/__init__"],
    "generation/veil": [
        *("api/native/test_before_ask.py", "app"),
        *("generation/supervisor", "generation/pool"),
    ],
    "workers/slots": ["generation/test_admission.py"],
    "store/copying": ["store/test_transfers.py"],
    "store/row_lines": ["store/test_archive.py", "store/archive"],
    "commands/recording_page": ["commands/test_inspect.py"],
    "commands/restore": ["commands/test_backup.py", "cli"],
    "commands/store_place": ["commands/test_backup.py"],
    "workers/base": ["workers/test_alone.py", "workers/__init__"],
    "store/ends": ["contracts/test_stores.py", "store/base"],
    "store/end_rows": ["contracts/test_stores.py", "store/sql", "store/sql_ends"],
    "store/sql_ends": ["contracts/test_stores.py", "store/sql"],
    "accounts/names": ["accounts/test_accounts.py", "accounts/__init__", "accounts/accounts"],
    "accounts/oidc": ["api/native/test_oidc.py", "app", "configured_sign_in"],
    "accounts/oidc_provider": ["api/native/test_oidc_lies.py", "app", "configured_sign_in"],
    "accounts/provider_client": [
        "api/native/test_oidc_lies.py",
        "app",
        "configured_sign_in",
        "accounts/oidc",
        "accounts/oidc_provider",
    ],
    "accounts/proxied": ["api/test_proxy_identity.py"],
    "api/native/sign_in_schemas": [
        "api/native/test_oidc.py",
        "app",
        "api/native/door",
        "api/native/oidc",
    ],
    "api/oidc_callback": ["api/native/test_oidc.py", "app"],
    "api/visits": ["api/native/test_sessions.py"],
    "setting_types": ["test_settings.py", "settings"],
    "sign_in_settings": ["test_configured_sign_in.py", "settings"],
    "api/identity": ["api/test_access.py"],
    "engine_channels": ["workers/test_valkey.py", "workers/valkey"],
    "failpoints": ["faults/test_failpoints.py"],
    "process_hooks": ["serving/test_connections.py"],
    "events": ["test_public_api.py"],
    "api/answer_facts": ["api/test_written_replies.py"],
    "api/calls": ["api/openai/test_chat_request.py", "api/openai/chat_request"],
    "api/appending": ["api/openai/test_chunk_writer.py", "api/openai/chunk_writer"],
    "api/opened_call": [
        *("api/openai/test_bodies.py", "app", "api/openai/door"),
        "api/openai/chat_completions",
    ],
    "api/ai_sdk/asking": [
        "api/ai_sdk/test_ui_chat.py",
        "app",
        "api/shared_chat",
        "api/ai_sdk/ui_chat",
    ],
    "api/ai_sdk/door": ["api/ai_sdk/test_ui_chat.py", "app"],
    "api/ollama/chat": ["api/ollama/test_official_client.py", "app", "api/ollama/door"],
    "api/ollama/door": ["api/ollama/test_official_client.py", "app"],
    "api/ollama/listing": ["api/ollama/test_official_client.py", "app", "api/ollama/door"],
    "api/written_stream": ["api/test_written_replies.py", "api/written_replies"],
    "child_environment": ["pictures/test_decoding.py", "pictures/decoding"],
    "protocol/attachments": ["generation/test_pictures.py"],
    "store/attachments": ["contracts/test_stores.py", "store/base"],
    "store/attachment_rows": ["contracts/test_stores.py", "store/sql", "store/sql_attachments"],
    "store/sql_attachments": ["contracts/test_stores.py", "store/sql"],
    "store/temporary_attachments": ["store/test_temporary.py", "store/temporary"],
    "api/fields": ["api/native/test_requests.py", "app", "api/native/door", "api/native/answers"],
    "api/figures": ["api/test_metrics.py"],
    "api/replies": ["api/test_openapi.py", "app", "api/openapi"],
    "api/native/door": ["api/test_openapi.py", "app"],
    "api/openai/door": ["api/openai/test_bodies.py", "app"],
    "chat/branches": ["api/openai/test_kept_responses.py", "app", "chat/__init__"],
    "api/openai/item_lists": ["api/openai/test_response_object.py"],
    "api/openai/response_stream": [
        *("api/openai/test_responses.py", "app", "api/openai/door"),
        "api/openai/responses",
    ],
    "api/openai/models": ["api/openai/test_bodies.py", "app", "api/openai/door"],
    "api/anthropic/door": ["api/anthropic/test_official_sdk.py", "app"],
    **{
        f"api/anthropic/{name}": ["api/anthropic/test_official_sdk.py", "app", "api/anthropic/door"]
        for name in ("messages", "models")
    },
    "api/native/view": [
        "api/native/test_restart.py",
        "app",
        "api/native/door",
        "api/native/answers",
    ],
    "api/native/account_schemas": [
        "api/native/test_sessions.py",
        "app",
        "api/native/door",
        "api/native/sessions",
    ],
    "api/native/download_schemas": [
        "api/native/test_downloads.py",
        "app",
        "api/native/door",
        "api/native/downloads",
    ],
    "api/native/request_schemas": ["api/test_openapi.py"],
    "api/native/schemas": [
        "api/native/test_requests.py",
        "app",
        "api/native/door",
        "api/native/answers",
    ],
    "api/native/service_schemas": [
        "api/native/test_services.py",
        "app",
        "api/native/door",
        "api/native/services",
    ],
    "api/native/assistant_schemas": [
        "api/native/test_assistants.py",
        "app",
        "api/native/door",
        "api/native/assistants",
    ],
    "api/native/share_schemas": [
        "api/native/test_shares.py",
        "app",
        "api/native/door",
        "api/native/shares",
    ],
    "api/native/scopes": ["api/test_token_access.py", "app", "api/native/door"],
    "api/native/token_schemas": [
        "api/native/test_tokens.py",
        "app",
        "api/native/door",
        "api/native/tokens",
    ],
    "api/native/stream_schemas": ["api/test_openapi.py", "app", "api/native/door"],
    "bus/base": ["contracts/test_buses.py"],
    "chat/shipped_assistants": ["chat/test_assistants.py"],
    "downloads/download": ["downloads/test_downloads.py"],
    "downloads/faults": ["downloads/test_downloads.py"],
    "exhibits/child": ["exhibits/test_exhibits.py"],
    "exhibits/child_server": ["exhibits/test_exhibits.py", "exhibits/exhibit"],
    "exhibits/exhibit": ["exhibits/test_exhibits.py"],
    "exhibits/thirty_lines": ["exhibits/test_exhibits.py", "exhibits/child"],
    **{
        f"api/native/{name}": ["exhibits/test_exhibits.py", "app", "api/native/door", *way]
        for name, way in {"exhibits": [], "exhibit_schemas": ["api/native/exhibits"]}.items()
    },
    "eventlog/base": ["contracts/test_event_logs.py"],
    "eventlog/sqlite/group_commit": ["eventlog/sqlite/test_log.py"],
    "eventlog/epoch": ["eventlog/test_epochs.py"],
    "eventlog/group_commit": ["eventlog/sqlite/test_log.py"],
    "eventlog/writer": [
        *("eventlog/sqlite/test_writer.py", "eventlog/sqlite/log"),
        "eventlog/sqlite/writer",
    ],
    "eventlog/valkey/log": ["eventlog/valkey/test_commits.py"],
    "eventlog/valkey/scripts": ["eventlog/valkey/test_commits.py"],
    "eventlog/valkey/writer": ["eventlog/valkey/test_commits.py", "eventlog/valkey/commits"],
    "eventlog/memory": ["contracts/test_event_logs.py", "eventlog/__init__"],
    "files/locks": ["files/test_data_dir.py", "files/data_dir"],
    "generation/answer_locks": ["generation/test_supervisor.py", "generation/supervisor"],
    "generation/continuable": ["generation/test_supervisor.py", "generation/supervisor"],
    "generation/intake": ["generation/test_runner.py", "generation/runner"],
    "generation/model_choice": ["generation/test_question.py", "generation/supervisor"],
    "generation/opener": ["generation/test_refusals.py", "generation/supervisor"],
    "generation/pool": ["generation/test_supervisor.py", "generation/supervisor"],
    "generation/settler": ["generation/test_refusals.py"],
    "protocol/shared": [
        "contracts/test_stores.py",
        "store/sql",
        "store/sql_shares",
        "store/share_rows",
    ],
    "providers/base": ["contracts/test_providers.py", "testing/__init__", "testing/provider_cases"],
    "services/services_in_store": ["contracts/test_kept_services.py", "services/__init__"],
    "services/service_files": ["services/test_kept_services.py"],
    "services/values": ["services/test_services.py", "services/__init__"],
    "store/base": ["contracts/test_stores.py"],
    "store/contains": ["contracts/test_stores.py", "store/sql", "store/search"],
    **{
        f"store/postgres/{name}": ["store/postgres/test_database.py", "store/postgres/database"]
        for name in ("connections", "errors")
    },
    "store/values": ["contracts/test_stores.py", "store/base"],
    "store/account_rows": ["contracts/test_stores.py", "store/sql", "store/sql_accounts"],
    "store/accounts": ["contracts/test_stores.py", "store/base"],
    "store/audit": ["commands/test_audit.py"],
    "store/audit_rows": ["contracts/test_stores.py", "store/sql", "store/sql_accounts"],
    "store/link_rows": ["contracts/test_stores.py", "store/sql", "store/sql_accounts"],
    "store/token_rows": ["contracts/test_stores.py", "store/sql", "store/sql_accounts"],
    "store/tokens": ["contracts/test_stores.py", "store/sql", "store/sql_accounts"],
    "store/session_rows": ["contracts/test_stores.py", "store/sql", "store/sql_accounts"],
    "store/share_rows": ["contracts/test_stores.py", "store/sql", "store/sql_shares"],
    "store/service_rows": ["contracts/test_kept_services.py", "store/__init__"],
    "store/services": ["contracts/test_kept_services.py", "store/base"],
    "store/sql_services": ["contracts/test_kept_services.py", "store/sql"],
    "store/assistant_rows": ["contracts/test_stores.py", "store/sql", "store/sql_assistants"],
    "store/assistants": ["contracts/test_stores.py", "store/base"],
    "store/sql_assistants": ["contracts/test_stores.py", "store/sql"],
    "store/shares": ["contracts/test_stores.py", "store/base"],
    "store/sql_shares": ["contracts/test_stores.py", "store/sql"],
    "store/sql_accounts": ["contracts/test_stores.py", "store/sql"],
    "store/usage_rows": ["contracts/test_stores.py", "store/sql", "store/sql_accounts"],
    "store/answers": ["contracts/test_stores.py", "store/sql"],
    "store/conversations": ["contracts/test_stores.py", "store/sql"],
    "store/database": ["contracts/test_stores.py", "store/sql"],
    "store/early_stops": ["contracts/test_stores.py", "store/sql", "store/answers"],
    "store/keys": ["contracts/test_stores.py", "store/sql", "store/exchange"],
    "store/imports": ["contracts/test_stores.py", "store/sql"],
    "store/call_rows": ["contracts/test_stores.py", "store/sql", "store/exchange"],
    "store/lookup": ["contracts/test_stores.py", "store/sql"],
    "store/rows": ["contracts/test_stores.py", "store/sql", "store/lookup"],
    "store/plain_text": ["store/test_snippets.py", "store/snippets"],
    "store/sqlite_memory": ["store/test_temporary.py", "store/__init__"],
    "store/sql": ["contracts/test_stores.py"],
    "transports/sse": ["api/native/test_follow.py", "app", "api/native/door", "api/native/follow"],
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
        (
            "protocol/events",
            "import yeoul.eventlog.base",
            "Each stage sees only what is upstream of it",
        ),
        ("transports/sse", "import yeoul.store.base", "Transports are given a reader"),
        ("transports/polling", "import fastapi", "Transports are given a reader"),
        ("chat/chat", "import starlette", "The cores know no HTTP"),
        ("api/native/answers", "import yeoul.store.base", "Doors see the cores and transports"),
        ("client/client", "import yeoul.tasks", "The client knows what the wire carries"),
        (
            "api/native/answers",
            "import yeoul.store.sqlite_database",
            "Only the factories know a concrete backend",
        ),
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


def calls(package: Path) -> Iterator[tuple[str, str]]:
    """Yield every call in the package: the name that is called, and the module that does it."""
    for file in package.rglob("*.py"):
        module = file.relative_to(package).with_suffix("").as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield name, module


def test_only_the_chat_core_which_knows_whose_it_is_permits_to_follow_an_answer() -> None:
    makers = {module for name, module in calls(PACKAGE) if name == "Permit"}

    # `yeoul chat` without a server has a log of its own, for one person and one question.
    assert makers - {"testing/event_logs", "testing/checks/event_log_order"} == {
        "chat/chat",
        "commands/talk",
    }


def test_what_the_store_finds_by_an_id_without_an_owner_is_asked_for_by_generation_alone() -> None:
    without_owner = ownerless()

    askers = {module.split("/")[0] for name, module in calls(PACKAGE) if name in without_owner}

    assert {"settle", "begin_epoch", "orphans", "settled_among"} <= without_owner
    assert askers <= {"generation", "store", "testing"}


def ownerless() -> set[str]:
    """The methods of a store that reach an answer of any owner."""
    found = set()
    for name, method in inspect.getmembers(Store, inspect.isfunction):
        parameters = set(inspect.signature(method).parameters)
        if "owner" not in parameters and parameters & {"answer_id", "answer_ids", "among"}:
            found.add(name)
    return found


def test_a_new_module_must_be_given_a_place(package: Path) -> None:
    (package / "newcomer.py").touch()

    assert "- yeoul.newcomer" in lint_imports(package)


def modules() -> list[str]:
    """Every module with something of its own to test, as a path without ``.py``."""
    found = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py")]
    return sorted(
        path.with_suffix("").as_posix()
        for path in found
        if path.name not in ("__init__.py", "__main__.py")
        and not {"migrations", "testing"} & set(path.parts)  # the second is tests itself
    )


#: Library whose distribution has another name -> that name.
DISTRIBUTIONS = {"argon2": "argon2_cffi", "PIL": "pillow"}


def test_every_library_that_is_imported_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*declared["dependencies"], *chain(*declared["optional-dependencies"].values())]
    names = {re.split(r"[^\w-]", line)[0].replace("-", "_") for line in lines}

    imported = {
        DISTRIBUTIONS.get(name.split(".")[0], name.split(".")[0])
        for file in PACKAGE.rglob("*.py")
        if "_web" not in file.parts
        for name in imported_by(file)
    }

    # Later versions of Python have that of "backports" themselves.
    assert imported - sys.stdlib_module_names - {"yeoul", "compression"} <= names
    assert "typer" in imported


def test_every_module_has_its_tests() -> None:
    missing = [module for module in modules() if not its_tests(module).is_file()]

    assert missing == []


def test_a_file_that_is_said_to_test_a_module_comes_to_it() -> None:
    astray = [
        " -> ".join([*way, module]) for module, way in TESTED_ELSEWHERE.items() if not leads(module)
    ]

    assert astray == []


def test_a_file_that_does_not_come_to_a_module_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for way in (["test_cli.py"], ["test_layout.py", "app"], ["api/test_answers.py", "server"]):
        monkeypatch.setitem(TESTED_ELSEWHERE, "failpoints", way)
        assert not leads("failpoints")


def test_a_module_with_its_own_tests_is_not_said_to_be_tested_elsewhere() -> None:
    unneeded = [
        module
        for module in TESTED_ELSEWHERE
        if (ROOT / "tests" / own_tests(module)).exists() or module not in modules()
    ]

    assert unneeded == []


def its_tests(module: str) -> Path:
    return ROOT / "tests" / TESTED_ELSEWHERE.get(module, [own_tests(module)])[0]


def leads(module: str) -> bool:
    """Whether the way from a test file to the module is one of imports, step by step."""
    _, *through = TESTED_ELSEWHERE[module]
    known = imported_by_test(its_tests(module))
    for step in [*through, module]:
        if dotted(step) not in known:
            return False
        known = imported_by(PACKAGE / f"{step}.py")
    return True


def dotted(module: str) -> str:
    return f"yeoul.{module}".replace("/", ".").removesuffix(".__init__")


def imported_by_test(file: Path) -> set[str]:
    """What a test file imports, and what the helpers and fixtures import that it uses."""
    found: set[str] = set()
    waiting = [file, *(folder / "conftest.py" for folder in file.parents if ROOT in folder.parents)]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path.is_file() and path not in seen:
            seen.add(path)
            found |= (names := imported_by(path))
            waiting += [
                ROOT / f"{name.replace('.', '/')}.py" for name in names if name.startswith("tests.")
            ]
    return found


def imported_by(file: Path) -> set[str]:
    """The names that a file imports, at any depth: of modules, and of what is in them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def own_tests(module: str) -> str:
    path = Path(module)
    return (path.parent / f"test_{path.name}.py").as_posix()
