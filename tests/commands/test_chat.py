"""``yeoul chat``, at a server and at a model of its own: real processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.commands.yeoul_process import serving, starting, yeoul

QUESTION = "여울은 얕고 빠른 물살, 맞지요?"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chat") / "data"


@pytest.fixture(scope="module")
def url(data_dir: Path) -> Iterator[str]:
    with serving(data_dir) as url:
        yield url


def newest(url: str) -> dict[str, object]:
    """The newest conversation's last message."""
    with httpx2.Client(base_url=url, trust_env=False) as http:
        (first, *_) = http.get("/api/conversations").json()["conversations"]
        message: dict[str, object] = http.get(f"/api/conversations/{first['id']}").json()[
            "messages"
        ][-1]
        return message


def test_the_running_server_is_found_and_asked(data_dir: Path, url: str) -> None:
    done = yeoul(data_dir, "chat", QUESTION, environ={"LC_ALL": "C", "LANG": "C"})
    assert (done.returncode, done.stdout, done.stderr) == (0, QUESTION + "\n", "")
    assert newest(url)["text"] == QUESTION


def test_a_question_can_be_piped_in(data_dir: Path, url: str) -> None:
    done = yeoul(data_dir, "chat", "--url", url, stdin=QUESTION)
    assert (done.returncode, done.stdout) == (0, QUESTION + "\n")


def test_an_interrupt_stops_the_answer_not_only_the_reading(data_dir: Path, url: str) -> None:
    with serving(data_dir.with_name("slow"), model="scripted:river@20") as slow_url:
        with starting(data_dir, "chat", "--url", slow_url, QUESTION) as process:
            assert process.stdout is not None
            assert os.read(process.stdout.fileno(), 100)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 130
        assert newest(slow_url)["status"] == "stopped"


def test_a_server_that_is_not_there_is_told(data_dir: Path) -> None:
    done = yeoul(data_dir, "chat", "--url", "http://127.0.0.1:9", "hello")
    assert done.returncode == 1
    assert done.stderr == "yeoul: There is no server at http://127.0.0.1:9.\n"


def test_a_refusal_is_told_in_one_sentence(data_dir: Path, url: str) -> None:
    done = yeoul(data_dir, "chat", "--model", "nobody", "hello")
    assert done.returncode == 1
    assert done.stderr.startswith("yeoul: There is no model 'nobody'.")
    assert done.stderr.count("\n") == 1


def test_an_empty_question_is_wrong_usage(data_dir: Path) -> None:
    assert yeoul(data_dir, "chat", stdin=" \n").returncode == 2


def test_without_a_server_the_model_answers_itself(tmp_path: Path) -> None:
    done = yeoul(tmp_path / "none", "chat", "--model", "scripted:echo", QUESTION)
    assert (done.returncode, done.stdout, done.stderr) == (0, QUESTION + "\n", "")
    assert not (tmp_path / "none").exists()


def test_an_interrupt_leaves_a_model_of_its_own(tmp_path: Path) -> None:
    command = ["chat", "--model", "scripted:river@20", "hello"]
    with starting(tmp_path / "none", *command) as process:
        assert process.stdout is not None
        assert os.read(process.stdout.fileno(), 100)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
