"""The files of ``deploy/`` name what there is: settings, commands, addresses, figures, limits."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import nginx
from scripts.steps import ROOT
from tests.deploy.proxies import DEPLOY
from yeoul.api.figures import Figures
from yeoul.api.health import ALIVE_PATH, READY_PATH
from yeoul.commands.configuration import FILE_SUFFIX
from yeoul.protocol.events import End, Timings
from yeoul.serving.server import TERMINATE_LIMIT_S
from yeoul.settings import Settings, setting_infos

#: Variables of the files themselves.
THEIRS = {"YEOUL_SITE", "YEOUL_UPSTREAMS"}
USER = 10001
PORT = Settings().port

FILES = sorted(
    path for path in DEPLOY.rglob("*") if path.is_file() and "secrets" not in path.parent.name
)
YAML = [path for path in FILES if path.suffix == ".yaml"]


def documents(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def of_kind(kind: str) -> Iterator[dict[str, Any]]:
    for path in YAML:
        if path.parent.name == "k8s":
            yield from (each for each in documents(path) if each["kind"] == kind)


def test_every_variable_is_one_of_a_setting() -> None:
    known = {variable for info in setting_infos() for variable in info.env}
    text = "".join(path.read_text(encoding="utf-8") for path in FILES)
    named = {name.removesuffix(FILE_SUFFIX) for name in re.findall(r"\bYEOUL_[A-Z_]*[A-Z]", text)}

    assert named - known - THEIRS == set()
    assert THEIRS & known == set()


def test_every_flag_of_yeoul_serve_is_one_of_a_setting() -> None:
    known = {info.flag for info in setting_infos()}
    text = "".join(path.read_text(encoding="utf-8") for path in FILES)
    served = re.findall(r'(?:yeoul serve|CMD \["serve",) (.*)', text)
    flags = {flag for line in served for flag in re.findall(r"--[a-z-]+", line)}

    assert flags
    assert flags <= known


def test_the_health_addresses_and_ports_are_those_of_the_server() -> None:
    text = {path.name: path.read_text(encoding="utf-8") for path in FILES}
    assert f"http://127.0.0.1:{PORT}{ALIVE_PATH}" in text["Dockerfile"]
    assert f"health_uri {READY_PATH}\n" in text["Caddyfile"]
    assert f"path: {READY_PATH}\n" in text["traefik-dynamic.yaml"]
    [deployment] = of_kind("Deployment")
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    paths = {
        name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("liveness", "readiness")
    }
    assert paths == {"liveness": ALIVE_PATH, "readiness": READY_PATH}
    assert container["ports"] == [{"name": "http", "containerPort": PORT}]
    assert f"EXPOSE {PORT}\n" in text["Dockerfile"]
    assert f"yeoul-1:{PORT} yeoul-2:{PORT}" in text["compose.yaml"]


def test_a_worker_that_stops_is_given_more_time_than_it_takes() -> None:
    [deployment] = of_kind("Deployment")
    pod = deployment["spec"]["template"]["spec"]
    compose = documents(DEPLOY / "compose.yaml")[0]
    units = [unit(path) for path in (DEPLOY / "systemd").iterdir()]
    given = [
        pod["terminationGracePeriodSeconds"],
        *(int(compose["services"][f"yeoul-{n}"]["stop_grace_period"].rstrip("s")) for n in (1, 2)),
        *(int(each["Service"]["TimeoutStopSec"]) for each in units),
    ]
    assert len(given) == 5
    assert min(given) > TERMINATE_LIMIT_S
    assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def test_a_worker_runs_as_nobody_in_particular_and_writes_one_folder() -> None:
    [deployment] = of_kind("Deployment")
    pod = deployment["spec"]["template"]["spec"]
    [container] = pod["containers"]
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    data = re.search(r"YEOUL_DATA_DIR=(\S+)", dockerfile)

    assert data is not None
    assert pod["securityContext"]["runAsUser"] == USER
    assert f"USER {USER}:{USER}\n" in dockerfile
    assert f"VOLUME {data[1]}\n" in dockerfile
    assert "STOPSIGNAL SIGTERM\n" in dockerfile
    assert container["securityContext"]["readOnlyRootFilesystem"]
    writable = [each["mountPath"] for each in container["volumeMounts"] if not each.get("readOnly")]
    assert writable == [data[1]]
    for name in ("yeoul-1", "yeoul-2"):
        worker = documents(DEPLOY / "compose.yaml")[0]["services"][name]
        assert worker["read_only"]
        assert [each.partition(":")[2] for each in worker["volumes"]] == [data[1]]


def test_every_secret_is_mounted_where_its_variable_says() -> None:
    compose = documents(DEPLOY / "compose.yaml")[0]
    script = (DEPLOY / "make-secrets").read_text(encoding="utf-8")
    for name, secret in compose["secrets"].items():
        assert secret["file"] == f"./secrets/{name}"
        assert f'"$folder/{name}"' in script
    for service in compose["services"].values():
        for variable, value in service.get("environment", {}).items():
            if variable.endswith(FILE_SUFFIX):
                assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_the_log_drops_nothing_and_is_the_same_in_both_places() -> None:
    text = (DEPLOY / "valkey.conf").read_text(encoding="utf-8")
    assert (DEPLOY / "k8s" / "valkey.conf").read_text(encoding="utf-8") == text
    for line in ("appendonly yes", "appendfsync always", "maxmemory-policy noeviction"):
        assert f"\n{line}\n" in text


def test_kubernetes_puts_the_files_together() -> None:
    if shutil.which("kubectl") is None:
        pytest.skip("there is no kubectl here")
    argv = ["kubectl", "kustomize", str(DEPLOY / "k8s")]
    made = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    kinds = {each["kind"] for each in yaml.safe_load_all(made)}
    assert kinds == {
        *("Namespace", "ConfigMap", "Deployment", "PodDisruptionBudget"),
        *("Service", "Ingress", "StatefulSet"),
    }
    listed = documents(DEPLOY / "k8s" / "kustomization.yaml")[0]["resources"]
    there = {path.name for path in (DEPLOY / "k8s").glob("*.yaml")} - {"kustomization.yaml"}
    assert set(listed) == there


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text(encoding="utf-8")
        # Neither the program nor its user is on this machine.
        text = text.replace("/opt/yeoul/bin/yeoul", "/bin/true").replace("User=yeoul", "User=root")
        (tmp_path / path.name).write_text(text)
    units = [str(tmp_path / name) for name in ("yeoul.service", "yeoul@8001.service")]
    argv = ["systemd-analyze", "verify", "--man=no", *units]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_figure_that_is_shown_or_watched_exists() -> None:
    figures = Figures()
    figures.ended(End("finished", "stop", None, None, Timings(0, 1), ""), 1)
    told = figures.text(0).decode()
    known = set(re.findall(r"^([a-z_]+)[ {]", told, re.MULTILINE))

    for name in ("grafana.json", "alerts.yaml"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        named = set(re.findall(r"\b(?:yeoul|process)_[a-z_]+", text))
        assert named
        assert named <= known, name
    statuses = re.findall(r'status=~"([a-z|]+)"', (DEPLOY / "alerts.yaml").read_text())
    assert set("|".join(statuses).split("|")) == {"failed", "interrupted"}


def test_the_dashboard_and_the_rules_are_whole() -> None:
    board = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids)) > 6
    assert all(target["expr"] for panel in board["panels"] for target in panel["targets"])
    for group in documents(DEPLOY / "alerts.yaml")[0]["groups"]:
        for rule in group["rules"]:
            assert rule.keys() >= {"alert", "expr", "labels", "annotations"}


def test_there_is_an_nginx_to_try_the_files_with() -> None:
    # The other proxies are tried where they are installed; this one always.
    assert nginx.find() is not None or shutil.which("apt-get") is None


def test_the_image_gets_nothing_but_the_wheel_and_its_lock() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"
    copied = re.findall(r"^COPY (?!--from)(\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert sorted(ignored[1:]) == sorted(f"!{name}" for name in copied)
    assert (ROOT / "requirements" / "server.txt").is_file()
