"""``yeoul serve`` as a person meets it: real processes."""

from __future__ import annotations

import json
import signal
import socket
from pathlib import Path

import httpx2
import pytest

from tests.commands.yeoul_process import line_of, serving, starting, yeoul
from yeoul.commands.serve import model_in_use
from yeoul.settings import Settings


def refusal(data_dir: Path, *arguments: str) -> str:
    """Run a start that must fail; return its sentence."""
    done = yeoul(data_dir, "serve", "--port", "0", *arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("yeoul: ")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("yeoul: ").rstrip("\n")


def test_it_says_where_it_listens_when_it_does_and_ends_cleanly(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with starting(data_dir, "serve", "--port", "0", "--model", "scripted:echo") as process:
        first = line_of(process)
        url = first.split()[4]
        assert first == f"Yeoul is listening on {url} (Ctrl+C stops it)"
        assert httpx2.get(f"{url}/healthz", trust_env=False).status_code == 200
        assert line_of(process) == "Answers come from the script echo, not from a model."
        left = json.loads((data_dir / "server.json").read_text())
        assert left.pop("token").startswith("yeoul_machine_")
        assert left == {"pid": process.pid, "url": url}
        assert {path.stat().st_mode & 0o077 for path in data_dir.iterdir()} == {0}
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=60) == ("Yeoul has stopped.\n", "")
        assert process.returncode == 0
        assert not (data_dir / "server.json").exists()


def test_others_reach_it_only_if_it_has_accounts_or_waits_for_the_first(tmp_path: Path) -> None:
    data_dir, everywhere = tmp_path / "data", ("--host", "0.0.0.0")
    refused = refusal(data_dir, *everywhere, "--model", "scripted:echo")
    assert "`yeoul user add NAME --admin`" in refused
    assert "--setup" in refused
    arguments = ("serve", "--port", "0", "--model", "scripted:echo", *everywhere, "--setup")
    with starting(data_dir, *arguments) as process:
        url = line_of(process).split()[4]
        assert line_of(process).startswith("Answers come from")
        code = line_of(process).rpartition(" ")[2]
        body = {"code": code, "name": "Ann", "password": "a ford is where one wades"}
        made = httpx2.post(f"{url}/api/setup", json=body, trust_env=False)
        assert made.status_code == 201, made.text
        process.send_signal(signal.SIGTERM)
        told, complaints = process.communicate(timeout=60)
        assert (told.splitlines()[-1], complaints) == ("Yeoul has stopped.", "")
    refused = refusal(data_dir, "--allow-unauthenticated", "--model", "scripted:echo")
    assert "This server has accounts" in refused
    with starting(data_dir, "serve", "--port", "0", *everywhere) as process:
        url = line_of(process).split()[4]
        assert httpx2.get(f"{url}/api/me", trust_env=False).status_code == 401
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def test_an_address_that_nobody_can_open_is_never_told(tmp_path: Path) -> None:
    everywhere = ("--host", "0.0.0.0", "--allow-unauthenticated")
    arguments = ("serve", "--port", "0", "--model", "scripted:echo", *everywhere)
    with starting(tmp_path / "data", *arguments) as process:
        first = line_of(process)
        url = first.split()[4]
        assert first == f"Yeoul is listening on {url} (Ctrl+C stops it)"
        assert url.startswith("http://127.0.0.1:")
        assert line_of(process).startswith("Answers come from")
        process.send_signal(signal.SIGTERM)
        stdout, stderr = process.communicate(timeout=60)
        assert "0.0.0.0" not in stdout
        assert "WARNING" in stderr
        assert "everybody who can reach it can read and change everything" in stderr


def test_lan_is_refused_without_accounts(tmp_path: Path) -> None:
    refused = refusal(tmp_path / "data", "--lan", "--model", "scripted:echo")
    assert "with --lan" in refused
    assert "`yeoul user add NAME --admin`" in refused
    assert "--setup" in refused


def test_lan_says_how_others_reach_it_and_what_that_costs(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    yeoul(data_dir, "user", "add", "Ann", "--admin", "--yes")
    for flags, said in (((), "--insecure-http lets people in"), (("--insecure-http",), "read")):
        arguments = ("serve", "--port", "0", "--model", "scripted:echo", "--lan", *flags)
        with starting(data_dir, *arguments) as process:
            url = line_of(process).split()[4]
            port = int(url.rpartition(":")[2])
            line_of(process)
            outer = line_of(process)
            outer_urls = [word for word in outer.split() if word.startswith("http://")]
            if outer_urls:
                assert said in line_of(process)
            else:
                assert "in no network" in outer
            for outer_url in outer_urls:
                assert outer_url.endswith(f":{port}")
                page = httpx2.get(f"{outer_url}/https", trust_env=False)
                assert (page.status_code, page.headers["content-language"]) == (200, "en")
                assert httpx2.get(f"{outer_url}/api/me", trust_env=False).status_code == 401
                body = {"name": "Ann", "password": "whatever it may be"}
                entered = httpx2.post(
                    f"{outer_url}/api/login", json=body, headers={"origin": outer_url}
                )
                assert entered.status_code == (401 if flags else 403)
            process.send_signal(signal.SIGTERM)
            stdout, _ = process.communicate(timeout=60)
            assert stdout == "Yeoul has stopped.\n"  # no QR code where there is no terminal


def test_a_wrong_origin_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    for given, must in (
        ("https://app.example/", "without a path: write https://app.example"),
        ("*", "name each origin by itself, without a *"),
        ("app.example", "begin with http:// or https://"),
    ):
        told = refusal(tmp_path, "--allowed-origins", given)
        assert told.startswith(f"--allowed-origins is {given!r}, but must ")
        assert must in told


def test_a_data_directory_has_one_server(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as url:
        told = refusal(tmp_path / "data")
        assert "is already in use by a running Yeoul" in told
        assert url in told


def test_a_port_in_use_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port} of 127.0.0.1 is in use" in refusal(tmp_path, "--port", str(port))


def test_an_address_that_others_can_reach_is_refused(tmp_path: Path) -> None:
    assert "--allow-unauthenticated" in refusal(tmp_path, "--host", "0.0.0.0")


def test_a_data_directory_that_others_can_change_is_told(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "store.db").touch()
    data_dir.chmod(0o777)
    (data_dir / "store.db").chmod(0o666)
    with starting(data_dir, "serve", "--port", "0", "--model", "scripted:echo") as process:
        line_of(process)
        assert (data_dir / "store.db").stat().st_mode & 0o777 == 0o600
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert f"Others can write the data directory {data_dir}" in err


def test_what_was_put_in_the_place_of_the_data_stops_the_start(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "log.db").symlink_to(tmp_path / "elsewhere")
    assert f"{data_dir}/log.db cannot be used: it is a link" in refusal(data_dir)
    assert not (tmp_path / "elsewhere").exists()


def test_the_settings_file_is_told_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "config" / "yeoul" / "yeoul.toml"
    file.parent.mkdir(parents=True)
    file.write_text('base_url = "http://me:canary@127.0.0.1:9/v1?sig=canary"\n')
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    arguments = ("serve", "--port", "0")
    with starting(tmp_path / "data", *arguments, environ=environ) as process:
        line_of(process)
        assert line_of(process) == (
            "Answers come from http://…@127.0.0.1:9/v1?sig=…, its first model."
        )
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert f"yeoul: Settings come from {file}: base_url.\n" in err
    assert "canary" not in out + err


def test_a_file_is_refused_as_data_directory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "is a file, not a directory" in refusal(tmp_path / "file")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "There is no model file at"),
        (b"<html>not found</html>", "is not a GGUF model file or is damaged"),
        (b"GGUF\x03\0\0\0", "is not a GGUF model file or is damaged"),
    ],
)
def test_a_model_file_that_cannot_be_used_is_refused_at_the_start(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    file = tmp_path / "model.gguf"
    if content is not None:
        file.write_bytes(content)
    assert told in refusal(tmp_path / "data", "--model", str(file))


def test_the_model_that_answers_is_named(tmp_path: Path) -> None:
    key = Settings.model_validate({"api_key": "sk-secret", "data_dir": tmp_path})
    assert model_in_use(key) == "Answers come from https://api.openai.com/v1, its first model."
    local = Settings(base_url="http://127.0.0.1:11434/v1", model="qwen3", data_dir=tmp_path)
    assert model_in_use(local) == "Answers come from http://127.0.0.1:11434/v1, model qwen3."
    file = Settings(model="/models/big.gguf", data_dir=tmp_path)
    assert model_in_use(file) == "Answers come from /models/big.gguf, on this machine."
    both = Settings(base_url="http://127.0.0.1:11434/v1", model="./big.gguf", data_dir=tmp_path)
    assert model_in_use(both) == "Answers come from ./big.gguf, on this machine."
