"""The commands behind the Makefile: each sets up its own requirements, and can run at any time."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from scripts import browser, environment, locks, nginx, page, peers, suite
from scripts import clients as client_packages
from scripts.steps import ROOT, Command, StepFailed, step

BUILT = (".venv", ".cache", "dist", "src/yeoul/_web", "web/node_modules", "web/dist")
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")


def build_page() -> None:
    """Build the page unless it is current; without npm, install Node first."""
    if os.environ.get("YEOUL_SKIP_WEB") == "1" or page.is_current(ROOT):
        return
    provide_npm()
    argv = [environment.PYTHON, "-m", "scripts.page"]
    step("Building the page", Command(argv, env=environment.tool_environment()))


def provide_npm() -> None:
    """Install the locked Node if the PATH has no suitable npm."""
    if page.system_npm() is None:
        environment.prepare_node()


def run() -> int:
    """Set up missing parts, then become the server; PORT and ARGS come from the environment."""
    with environment.alone():
        environment.prepare("run")
        build_page()
    arguments = ["serve"]
    if os.environ.get("PORT"):
        arguments += ["--port", os.environ["PORT"]]
    arguments += shlex.split(os.environ.get("ARGS", ""))
    sys.stdout.flush()
    os.execv(environment.PYTHON, [str(environment.PYTHON), "-m", "yeoul", *arguments])


def check() -> int:
    """Run the checks, which start no part of Yeoul."""
    prepare_for_tests()
    return suite.check()


def test() -> int:
    """Run the checks and all tests, those in real browsers included."""
    prepare_for_tests()
    prepare_browser()
    with environment.alone():
        browser.provide_others()
    return suite.test()


def soak() -> int:
    """Search for faults from SEED (1) on: for SECONDS (600), or ONLY some parts in a VOLUME."""
    prepare_for_tests()
    argv = [environment.PYTHON, "-m", "tests.faults.soak", "--seed", os.environ.get("SEED", "1")]
    if os.environ.get("ONLY"):
        argv += ["--only", *os.environ["ONLY"].split()]
        argv += ["--volume", os.environ["VOLUME"]] if os.environ.get("VOLUME") else []
    else:
        argv += ["--seconds", os.environ.get("SECONDS", "600")]
    env = environment.tool_environment()
    if any(name == "all" or name.startswith("page_") for name in argv):
        prepare_browser()
        env |= browser.environment()
    return subprocess.run(argv, cwd=ROOT, env=env, check=False).returncode


def clients() -> int:
    """Run the clients of others against a server of this checkout; ONLY chooses some of them."""
    prepare_for_tests()
    prepare_browser()
    with environment.alone():
        npm = page.system_npm() or page.packaged_npm(environment.site_packages())
        if npm is not None:
            client_packages.provide(npm)
    argv = [environment.PYTHON, "-m", "clients", "--only", os.environ.get("ONLY", "")]
    env = environment.tool_environment() | browser.environment()
    return subprocess.run(argv, cwd=ROOT, env=env, check=False).returncode


def bench() -> int:
    """Measure the speed of a token, or with WORKERS=1 that of several workers.

    SMOKE=1, ROUNDS=3, RECORD=1 and PEERS=all are options.
    """
    argv = [environment.PYTHON, "-m", "bench", "--rounds", os.environ.get("ROUNDS", "1")]
    flags = ("SMOKE", "RECORD", "WORKERS")
    argv += [f"--{name.lower()}" for name in flags if os.environ.get(name) == "1"]
    env = environment.tool_environment()
    with environment.alone():
        # The engines that workers share are among the tools of the tests.
        environment.prepare("dev" if "--workers" in argv else "run")
        nginx.provide()
        env.update(nginx.environment())
        if os.environ.get("PEERS") == "all":
            provide_npm()
            npm = page.system_npm() or page.packaged_npm(environment.site_packages())
            if npm is not None:
                peers.provide(npm)
                env.update(peers.environment(npm))
            argv.append("--peers")
    sys.stdout.flush()
    # As a child it would have no time to end its servers on Ctrl+C.
    os.execve(environment.PYTHON, argv, env)


def prepare_for_tests() -> None:
    """Set up the test tools of both languages."""
    with environment.alone():
        environment.prepare("dev")
        provide_npm()
        if not page.has_modules(ROOT):
            argv = [environment.PYTHON, "-m", "scripts.page", "--modules"]
            step("Installing the page's tools", Command(argv, env=environment.tool_environment()))


def prepare_browser() -> None:
    """Build the page, and make sure that there is a browser for it."""
    with environment.alone():
        build_page()
        browser.provide()


def build() -> int:
    """Build the sdist and the wheel with the page inside, and the two clients, into dist/."""
    with environment.alone():
        environment.prepare("dev")
        build_page()
        shutil.rmtree(ROOT / "dist", ignore_errors=True)
        argv = [environment.UV, "build", "--no-build-isolation", "--python", environment.PYTHON]
        env = environment.tool_environment()
        step("Packing", Command([*argv, "--out-dir", "dist"], env=env))
        provide_npm()
        client = [environment.PYTHON, "-m", "scripts.page", "--client", "dist"]
        step("Packing the client library", Command(client, env=env))
        python_client = [environment.PYTHON, "-m", "scripts.client_package", "dist"]
        step("Packing the Python client", Command(python_client, env=env))
        step("Asking what the registries would say", *_registries(env))
    for made in sorted((ROOT / "dist").glob("yeoul[-_]*")):
        print(f"  dist/{made.name}  {made.stat().st_size / 1e6:.2f} MB")
    return 0


def _registries(env: Mapping[str, str]) -> Iterator[Command]:
    """Yield what looks at the packages in dist/ as the registries would; nothing is sent."""
    yield Command([environment.PYTHON, "-m", "scripts.publishable", "dist"], env=env)
    made = [str(path) for kind in ("whl", "tar.gz") for path in (ROOT / "dist").glob(f"*.{kind}")]
    yield Command([environment.PYTHON, "-m", "twine", "check", "--strict", *made], env=env)
    npm = page.system_npm() or page.packaged_npm(environment.site_packages())
    if npm is not None:
        [client] = (ROOT / "dist").glob("*.tgz")
        argv = [*npm.argv, "publish", "--dry-run", "--offline", str(client)]
        yield Command(argv, env=npm.environment())


def lock() -> int:
    """Compile requirements/ from pyproject.toml; UPGRADE=1 takes the newest versions."""
    with environment.alone():
        environment.prepare_uv()
        locks.compile_all(upgrade=os.environ.get("UPGRADE") == "1")
    return 0


def fmt() -> int:
    """Format the code and apply the linters' repairs."""
    prepare_for_tests()
    return suite.fmt()


def types() -> int:
    """Write the page's types of requests, replies and events from the server's description."""
    prepare_for_tests()
    argv = [environment.PYTHON, "-m", "scripts.wire_types"]
    step("Writing the wire's types", Command(argv, env=environment.tool_environment()))
    return 0


def clean() -> int:
    """Remove everything that these commands made; conversations stay."""
    for name in (*BUILT, *CACHES):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    "run": run,
    "test": test,
    "soak": soak,
    "clients": clients,
    "bench": bench,
    "check": check,
    "build": build,
    "lock": lock,
    "fmt": fmt,
    "types": types,
    "clean": clean,
}


def main(arguments: Sequence[str]) -> int:
    """Run the command named by the only argument and return its exit status."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"usage: python3 -m scripts.bootstrap {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[arguments[0]]()
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
