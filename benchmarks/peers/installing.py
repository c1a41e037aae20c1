"""Peers from npm, each in a folder of its own, and Node.js itself, which npm brings as well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.peers.all_peers import NODE
from benchmarks.peers.peer import APPS, PYTHON, AbsentError, Peer, Place

_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_PATIENCE = 600
_NPM = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error")
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:")


def node(folder: Path) -> str:
    """Where Node.js stands: brought by npm, else the system's own. Raises AbsentError without either."""
    package = f"node-{os.uname().sysname.lower()}-{_MACHINES.get(os.uname().machine.lower())}"
    home = folder / "node"
    try:
        npm_install((f"{package}@{NODE}",), home)
        return str(home / "node_modules" / package / "bin" / "node")
    except AbsentError:
        if (found := shutil.which("node")) is None:
            raise
        return found


def npm_install(packages: tuple[str, ...], home: Path) -> None:
    """Install the packages into the folder unless they are there. No script of a package is run."""
    if shutil.which("npm") is None:
        raise AbsentError("npm is not installed")
    _install([*_NPM, "--prefix", str(home)], packages, home)


def pip_install(packages: tuple[str, ...], home: Path) -> None:
    """Install the packages, without what they need, into the folder unless they are there."""
    target = str(home / PYTHON)
    _install([sys.executable, *_PIP, "--target", target], packages, home)


def _install(command: list[str], packages: tuple[str, ...], home: Path) -> None:
    """Run the command for the packages unless they are what was installed last into this folder."""
    home.mkdir(parents=True, exist_ok=True)
    mark = home / ".installed"
    if mark.exists() and mark.read_text() == " ".join(packages):
        return
    done = subprocess.run(
        [*command, *packages], capture_output=True, text=True, check=False, timeout=_PATIENCE
    )
    if done.returncode:
        raise AbsentError(f"it could not be installed: {_last_line(done.stderr or done.stdout)}")
    mark.write_text(" ".join(packages))


def installed(peer: Peer, place: Place) -> None:
    """Put into the place all that the peer needs. Raises AbsentError where something can't be had."""
    if peer.program and shutil.which(peer.program) is None:
        raise AbsentError(f"{peer.program} is not installed")
    if "<node>" in peer.command and "node" not in place.words:
        raise AbsentError("npm is not installed, nor Node.js")
    for distribution in peer.python:
        try:
            version(distribution)
        except PackageNotFoundError:
            raise AbsentError(f"{distribution} is not installed") from None
    if peer.npm:
        npm_install(peer.npm, place.home)
    if peer.pip:
        pip_install(peer.pip, place.home)
    place.home.mkdir(parents=True, exist_ok=True)
    for name in peer.files:
        text = _source(name, place.words).read_text(encoding="utf-8")
        place.home.joinpath(name).write_text(place.fill(text), encoding="utf-8")


def _source(name: str, words: Mapping[str, str]) -> Path:
    """The file of the material by this name, else the one in `apps/`."""
    stem, _, _ = name.rpartition(".")
    return Path(words[stem]) if name.endswith(".json") and stem in words else APPS / name


def versions(peer: Peer, words: Mapping[str, str]) -> str:
    """What ran, as `name version` for each part."""
    told = [package.rpartition("@")[::2] for package in peer.npm]
    told += [package.partition("==")[::2] for package in peer.pip]
    told += [(distribution, version(distribution)) for distribution in peer.python]
    if peer.version:
        done = subprocess.run(peer.version, capture_output=True, text=True, check=False)
        told.append((peer.program, (done.stdout + done.stderr).strip().rpartition("/")[2]))
    if "<node>" in peer.command and not peer.npm:
        told.append(("Node.js", words["node_version"]))
    return ", ".join(f"{name} {number}" for name, number in told)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"
