"""What stands in deploy/: manifests that Kubernetes takes, a spec that the mock serves, steps that work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from listproof.reader import read_contract
from mock_server.worlds.fixtures import load_world

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
VERSIONS = ("1.31", "1.37")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def manifest(kind: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [
        each for path in MANIFESTS for each in yaml.safe_load_all(path.read_text()) if each["kind"] == kind
    ]
    assert len(found) == 1
    return found[0]


def container() -> dict[str, Any]:
    (only,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    assert isinstance(only, dict)
    return only


def arguments_of_dockerfile(instruction: str) -> list[str]:
    found = re.search(rf"^{instruction} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found is not None
    words: list[str] = json.loads(found[1])
    return words


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_a_manifest_keeps_the_strict_schema_of_kubernetes(path: Path, version: str) -> None:
    for each in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        kubernetes_validate.validate(each, version, strict=True)


def test_a_manifest_with_a_misspelt_key_would_be_found() -> None:
    wrong = manifest("Deployment")
    wrong["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_there_is_a_manifest_of_each_kind_and_all_speak_of_the_same_pods() -> None:
    labels = manifest("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert manifest("Deployment")["spec"]["selector"]["matchLabels"] == labels
    assert manifest("Service")["spec"]["selector"] == labels
    assert manifest("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    (volume,) = [
        each for each in manifest("Deployment")["spec"]["template"]["spec"]["volumes"] if "configMap" in each
    ]
    assert volume["configMap"]["name"] == manifest("ConfigMap")["metadata"]["name"]


def test_pods_run_as_nobody_in_particular_and_write_to_their_scratch_volume_alone() -> None:
    pod = manifest("Deployment")["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert f"USER {pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}" in DOCKERFILE
    assert container()["securityContext"]["readOnlyRootFilesystem"] is True
    assert [each["mountPath"] for each in container()["volumeMounts"] if not each.get("readOnly")] == ["/tmp"]
    assert "XDG_CACHE_HOME=/tmp/" in DOCKERFILE


def test_the_config_map_holds_the_example_that_compose_serves() -> None:
    held = manifest("ConfigMap")["data"]
    files = {path.name: path.read_text(encoding="utf-8") for path in (DEPLOY / "mock").iterdir()}
    assert held == files


def test_the_example_is_a_sound_contract_with_rows_that_fit() -> None:
    contract = read_contract(DEPLOY / "mock" / "orders.yaml")
    assert contract.warnings == ()
    assert len(load_world(contract, DEPLOY / "mock" / "orders.fixtures.yaml").callers) == 1


@pytest.mark.parametrize("name", ["orders.yaml"])
def test_the_pods_arguments_serve_it_where_its_probes_ask(name: str) -> None:
    probes = [container()[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")]
    assert name in container()["args"]
    ask_mock([sys.executable, "-m", "listproof"], container()["args"], {each["path"] for each in probes})


def test_composes_arguments_serve_it_as_well() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["mock"]
    assert service["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}
    ask_mock([sys.executable, "-m", "listproof"], service["command"], {"/__listproof/health"})


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_dockerfiles_steps_make_an_environment_that_serves_the_mock(tmp_path: Path) -> None:
    step = re.search(r"^RUN (python -m venv (?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    assert step is not None
    script = step[1].replace("python -m venv", f"{sys.executable} -m venv", 1)
    script = script.replace("/opt/", f"{tmp_path}/")
    path = f"{tmp_path}/listproof/bin:{os.environ['PATH']}"
    subprocess.run(
        ["sh", "-ec", script],
        cwd=source_of_image(tmp_path / "source"),
        env={**os.environ, "PATH": path},
        check=True,
    )
    assert arguments_of_dockerfile("ENTRYPOINT") == ["listproof"]
    program = [str(tmp_path / "listproof" / "bin" / "listproof")]
    # Without a spec: what is bundled must have come along.
    ask_mock(program, arguments_of_dockerfile("CMD"), {"/__listproof/health"}, folder=tmp_path)


def source_of_image(folder: Path) -> Path:
    """What `COPY . .` copies: that which the file beside the Dockerfile doesn't leave out."""
    first, *others = [
        line
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert first == "*"
    for name in (line[1:] for line in others if line.startswith("!")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def ask_mock(
    program: list[str], arguments: list[str], paths: set[str], folder: Path = DEPLOY / "mock"
) -> None:
    """Start a mock with these arguments, but on a free port of this machine, and ask for these paths."""
    words = ["0" if word == "8080" else "127.0.0.1" if word == "0.0.0.0" else word for word in arguments]
    assert words != arguments, "it must be reached from outside its container"
    with subprocess.Popen([*program, *words], stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().rpartition(" ready on ")[2].strip()
            for path in paths:
                with urllib.request.urlopen(url + path, timeout=20) as answer:
                    assert answer.status == 200
        finally:
            process.terminate()
            process.wait(timeout=20)
