"""The Valkey of ``deploy/``, with the secrets that its script makes: a worker can do its part.

Nobody else can do anything, and a worker nothing that is none of its business.
"""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from scripts.engines import running_valkey
from tests.deploy.proxies import DEPLOY
from tests.ports import free_port


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deploy") / "secrets"
    subprocess.run([str(DEPLOY / "make-secrets"), str(folder), "db", "127.0.0.1"], check=True)
    return folder


@pytest.fixture(scope="module")
def address(secrets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the settings of ``valkey.conf``, for a worker."""
    conf = tmp_path_factory.mktemp("valkey") / "valkey.conf"
    text = (DEPLOY / "valkey.conf").read_text(encoding="utf-8")
    assert "\ndir /data\n" in text
    conf.write_text(text.replace("\ndir /data\n", "\n"))
    port = free_port()
    options = ("--include", str(conf), "--aclfile", str(secrets / "valkey_acl"))
    with running_valkey(port, *options):
        yield (secrets / "log_url").read_text().replace(":6379/", f":{port}/")


def test_a_worker_can_do_its_part(address: str) -> None:
    with redis.Redis.from_url(address, decode_responses=True) as worker:
        script = worker.register_script("return redis.call('XADD', KEYS[1], ARGV[1], 'f', ARGV[2])")
        assert script(["y1:answer"], ["1-1", "a"]) == "1-1"
        assert worker.xrange("y1:answer", "-", "+") == [("1-1", {"f": "a"})]
        worker.hset("y1:heads", "answer", "1-1")
        worker.zadd("y1:beats", {"worker": 1})
        worker.rpush("y1:queue", "answer")
        assert worker.hscan("y1:heads")[1] == {"answer": "1-1"}
        assert worker.unlink("y1:answer") == 1
        assert worker.wait(0, 1) == 0
        with worker.pubsub() as listening:
            listening.subscribe("y1:changes")
            assert listening.get_message(timeout=5) is not None
            assert worker.publish("y1:changes", "x") == 1
        about = worker.info("memory")
        assert (about["maxmemory_policy"], about["maxmemory"]) == ("noeviction", 512 * 2**20)
        assert worker.info("persistence")["aof_enabled"] == 1


def test_a_worker_can_do_nothing_else(address: str) -> None:
    with redis.Redis.from_url(address) as worker:
        for refused in (
            lambda: worker.set("other", "x"),
            lambda: worker.publish("other", "x"),
            worker.flushall,
            lambda: worker.keys("*"),
            lambda: worker.config_get("*"),
            worker.acl_list,
            worker.shutdown,
        ):
            with pytest.raises(redis.exceptions.NoPermissionError):
                refused()


def test_nobody_else_gets_in(address: str) -> None:
    host, _, port = address.rpartition("@")[2].partition("/")[0].partition(":")
    with (
        redis.Redis(host=host, port=int(port)) as stranger,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        stranger.ping()


def test_the_secrets_belong_together_and_are_made_once(secrets: Path) -> None:
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    password = (secrets / "postgres_password").read_text()
    assert (secrets / "store_url").read_text() == f"postgresql://yeoul:{password}@db/yeoul"
    before = {path.name: path.read_text() for path in secrets.iterdir()}
    again = subprocess.run(
        [str(DEPLOY / "make-secrets"), str(secrets)], capture_output=True, check=False
    )
    assert again.returncode != 0
    assert {path.name: path.read_text() for path in secrets.iterdir()} == before
