"""The server does what the API's description says, whatever fits that and whatever does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.faults.servers import server
from tests.faults.volumes import LIMIT_S, RANDOM, SEED, VOLUMES, portions

pytestmark = pytest.mark.timeout(LIMIT_S)

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
#: Streams that go on until the client leaves.
ENDLESS = {"/api/changes"}
#: What holds of a reply although something real was put into its request afterwards.
DESCRIBED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
#: Fields of a question that fit every conversation and model.
FREE = {"content", "system", "temperature", "max_tokens", "top_p", "seed"}


def known_ids(url: str) -> dict[str, list[str]]:
    """Ask some questions; returns real values for the path parameters."""
    ids: dict[str, list[str]] = {"answer_id": [], "conversation_id": []}
    for _ in range(4):
        asked = httpx2.post(f"{url}/api/answers", json={"content": "?"}, trust_env=False).json()
        ids["answer_id"].append(asked["answer"]["id"])
        ids["conversation_id"].append(asked["conversation"]["id"])
    return ids


def requests_of(url: str) -> st.SearchStrategy[Any]:
    """Return requests to every operation, valid and invalid ones."""
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    strategies: list[st.SearchStrategy[Any]] = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if operation.path not in ENDLESS:
            strategies += [operation.as_strategy(generation_mode=mode) for mode in MODES]
    return st.one_of(strategies)


def asking(url: str, ids: dict[str, list[str]], asked: list[int]) -> Callable[..., None]:
    """Return the test of one case, which notes the status it got."""

    def ask(case: Any, pick: int) -> None:
        for name in case.path_parameters or {}:
            if name in ids and pick < 4:
                case.path_parameters[name] = ids[name][pick]
        if case.operation.label == "POST /api/answers" and isinstance(case.body, dict) and pick < 4:
            case.body = {"content": "?", **{k: case.body[k] for k in FREE & case.body.keys()}}
        response = case.call(timeout=40)
        asked.append(response.status_code)
        case.validate_response(response, checks=DESCRIBED)

    return given(case=requests_of(url), pick=st.integers(0, 5))(ask)


def test_every_reply_to_what_is_really_there_is_described(tmp_path: Path) -> None:
    with server(tmp_path / "data", model="scripted:echo") as served:
        ids = known_ids(served.url)
        asked: list[int] = []
        for number, part in portions(VOLUMES.api_requests, SEED):
            how = settings(
                max_examples=part,
                deadline=None,
                derandomize=not RANDOM,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            ask = asking(served.url, ids, asked)
            how(seed(number)(ask) if RANDOM else ask)()
            told = {status: asked.count(status) for status in sorted(set(asked))}
            print(f"{len(asked)} requests up to YEOUL_SEED={number}: {told}", flush=True)
        assert len(asked) >= VOLUMES.api_requests
        assert httpx2.get(f"{served.url}/readyz", trust_env=False).status_code == 200
        assert "Traceback" not in served.told()


def test_schemathesis_finds_nothing_with_all_its_checks(tmp_path: Path) -> None:
    with server(tmp_path / "data", model="scripted:echo") as served:
        for number, part in portions(VOLUMES.api_requests, SEED, largest=10_000):
            # It makes some 60 requests for each of these, to all operations together.
            examples = max(1, part // 60)
            print(f"YEOUL_SEED={number}, {examples} examples for an operation", flush=True)
            done = subprocess.run(
                [
                    *(
                        sys.executable,
                        "-m",
                        "schemathesis.cli",
                        "run",
                        f"{served.url}/openapi.json",
                    ),
                    *("--checks", "all", "--continue-on-failure", "--no-color"),
                    *("--seed", str(number), "--max-examples", str(examples)),
                    *("--generation-database", "none", "--request-timeout", "40"),
                    *(option for path in ENDLESS for option in ("--exclude-path", path)),
                ],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=tmp_path,
            )
            assert done.returncode == 0, done.stdout
        assert "Traceback" not in served.told()
