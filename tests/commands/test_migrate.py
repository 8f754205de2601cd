"""``yeoul migrate``, as a person runs it who may change the tables."""

from __future__ import annotations

import os
import subprocess
import sys

from scripts.engines import Postgres
from tests.engines import new_database
from yeoul.store.schema import HEAD


def run(*flags: str, **variables: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "yeoul", "migrate", *flags]
    environment = {**os.environ, **variables}
    return subprocess.run(argv, capture_output=True, text=True, check=False, env=environment)


def test_the_tables_are_made_once_and_told(postgres: Postgres) -> None:
    url = new_database(postgres)
    for done in (run("--store-url", url), run(DATABASE_URL=url)):
        assert done.returncode == 0, done.stderr
        assert f"/{url.rpartition('/')[2]}, version 18" in done.stdout
        assert done.stdout.endswith(f"schema {HEAD}.\n")


def test_what_is_wrong_is_one_sentence(postgres: Postgres) -> None:
    done = run("--store-url", postgres.url("nothing"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("yeoul: There is no such database")
    assert len(done.stderr.splitlines()) == 1
