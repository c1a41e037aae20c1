"""`listproof mock`: serve the endpoints of one or more specs."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listproof.cli import EXIT_BROKEN_SUITE
from listproof.cli.inferred import say_inferred
from listproof.cli.keeping_rows import keeper_of, snapshots
from listproof.cli.remote_flag import allow_remote
from listproof.errors import Fault, FixtureError, ListproofError, SpecError

if TYPE_CHECKING:
    from listproof.contract import Contract
    from mock_server.stored.keeping import Keeper
    from mock_server.world import World

_ROWS = 250
# Of a document with hundreds of lists, fewer rows each, so that the mock starts in seconds: still two pages.
_ROWS_TOGETHER = 5_000
_FEWEST_ROWS = 25
_MOST_WORKERS = 256


@click.command("mock")
@click.argument("specs", metavar="[SPEC]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    help="An Overlay to lay over SPEC; again for more.",
)
@allow_remote
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="The port to listen on; 0 takes any that is free and says which.",
)
@click.option(
    "--fixtures",
    type=click.Path(path_type=Path),
    help="A fixture file, or a folder with one for each spec (NAME.yaml). Without it, NAME.fixtures.yaml"
    " or fixtures/NAME.yaml near the spec; without those, callers and rows are generated.",
)
@click.option(
    "--rows",
    type=click.IntRange(0),
    help=f"How many rows to generate for each list. "
    f"[default: {_ROWS}; fewer of a spec with more than 20 lists]",
)
@click.option(
    "--seed", type=int, help="What the generated rows depend on: one seed, the same rows. [default: 0]"
)
@click.option(
    "--workers",
    type=click.IntRange(1, _MOST_WORKERS),
    default=1,
    show_default=True,
    help="How many processes answer; one for each core is a good number.",
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="Believe what Forwarded or X-Forwarded-Proto and -Host say of the address that the client asked.",
)
@snapshots
def command(
    specs: tuple[Path, ...],
    overlays: tuple[str, ...],
    hosts: tuple[str, ...],
    host: str,
    port: int,
    fixtures: Path | None,
    rows: int | None,
    seed: int | None,
    workers: int,
    behind_proxy: bool,
    snapshots: str | None,
) -> None:
    """Serve the list endpoints of each SPEC as it documents them; without SPEC, the five bundled ones.

    Each is served at its documented path. Of a document that states no lists, those are served that
    inference finds. One line on stdout says when the mock can be asked; which
    rows it has, who may ask and a line to paste for each endpoint stand on stderr.

    \b
    Examples:
      listproof mock
      listproof mock --port 9000 my-spec.yaml
      listproof mock my-spec.yaml --fixtures my-rows.yaml
      listproof mock my-spec.yaml --rows 5000 --seed 7
      listproof mock --host 0.0.0.0 --workers 4 --behind-proxy
    """
    if overlays and len(specs) != 1:
        raise ListproofError("--overlay is for one SPEC: name the document that it is laid over.")
    _hold_workers(workers)
    # Everything is imported here, so that --help and a port that is taken cost nothing.
    from mock_server.serving import listen

    with listen(host, port) as listener:
        from listproof.bundled import bundled_specs
        from mock_server.serving import url_of

        paths = specs or bundled_specs()
        contracts = _contracts(paths, overlays, hosts=hosts)
        # An Overlay's rows are those of the document that it extends.
        documents = [Path(contract.source) for contract in contracts]
        files = [_fixture_file(path, fixtures, alone=len(paths) == 1) for path in documents]
        worlds = _worlds(contracts, files, rows, seed, keeper_of(snapshots))
        served = list(zip(contracts, worlds, strict=True))

        from mock_server.lean_imports import import_connexion

        import_connexion()
        from mock_server.app import build_app
        from mock_server.guide import overview

        app = build_app(served)
        origins = [f"of {file}" if file else "generated" for file in files]
        judged = _judging(paths[0], overlays) if len(served) == 1 else ""
        click.echo(overview(served, url_of(listener), origins, judged=judged), err=True)
        if behind_proxy:
            from mock_server.forwarded import BehindProxy

            app = BehindProxy(app)
        from mock_server.workers import WorkersFailed, serve_with_workers

        try:
            serve_with_workers(app, listener, workers)
        except WorkersFailed as failed:
            _say(str(failed))
            raise click.exceptions.Exit(EXIT_BROKEN_SUITE) from None


def _hold_workers(count: int) -> None:
    """Refuse workers where there can be none, and say where there are more than cores."""
    if count == 1:
        return
    from mock_server.workers import can_have_workers, cores

    if not can_have_workers():
        raise ListproofError("--workers: this system can't fork processes; leave it out.")
    if count > cores():
        _say(f"--workers {count}: more than the {cores()} cores that there are; they share them.")


def _judging(spec: Path, overlays: tuple[str, ...]) -> str:
    """The command that judges what is served, but for its config."""
    words = ["listproof", "check", str(spec), *(word for each in overlays for word in ("--overlay", each))]
    return shlex.join(words)


def served_worlds(
    paths: tuple[Path, ...], overlays: tuple[str, ...], fixtures: Path | None
) -> list[tuple[Contract, World]]:
    """The contracts of the documents, each with its world, as the mock serves them without other flags.

    Raises SpecError for every fault, those of single lists included.
    """
    contracts = _contracts(paths, overlays, forgive=False)
    files = [_fixture_file(Path(each.source), fixtures, alone=len(paths) == 1) for each in contracts]
    return list(zip(contracts, _worlds(contracts, files, None, None), strict=True))


def _contracts(
    paths: tuple[Path, ...], overlays: tuple[str, ...], *, forgive: bool = True, hosts: tuple[str, ...] = ()
) -> list[Contract]:
    """The contracts of all documents, or the faults of all of them at once."""
    from listproof.reader import read_contract

    contracts: list[Contract] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            contract = read_contract(path, overlays=overlays, infer=True, forgive=forgive, hosts=hosts)
        except SpecError as error:
            faults.extend(error.faults)
            continue
        contracts.append(contract)
        say_inferred(contract)
        for warning in contract.warnings:
            _say(warning)
    if faults:
        raise SpecError(faults)
    return contracts


def _worlds(
    contracts: list[Contract],
    files: list[Path | None],
    rows: int | None,
    seed: int | None,
    keep: Keeper | None = None,
) -> list[World]:
    """A world for each contract: of its fixtures, else generated; the faults of all files at once."""

    worlds: list[World] = []
    faults: list[Fault] = []
    for contract, file in zip(contracts, files, strict=True):
        try:
            worlds.append(_world(contract, file, rows, seed, keep))
        except FixtureError as error:
            faults.extend(error.faults)
    if faults:
        raise FixtureError(faults)
    if None not in files and (rows is not None or seed is not None):
        _say("--rows and --seed have no effect here: every spec has fixtures.")
    return worlds


def _world(
    contract: Contract, file: Path | None, rows: int | None, seed: int | None, keep: Keeper | None
) -> World:
    if file is not None:
        from mock_server.worlds.fixtures import load_world

        return load_world(contract, file, keep)
    from mock_server.generating.generate import generate_world

    _say(f"{contract.source}: no fixtures found, so callers and rows are generated.")
    fair = max(_FEWEST_ROWS, _ROWS_TOGETHER // max(len(contract.operations), 1))
    count = min(_ROWS, fair) if rows is None else rows
    return generate_world(contract, rows=count, seed=seed or 0, keep=keep)


def _fixture_file(spec: Path, named: Path | None, *, alone: bool) -> Path | None:
    """The spec's fixture file: the one that is named, or in the named folder, or where it is looked for."""
    from listproof.bundled import fixtures_for

    if named is None:
        found = fixtures_for(spec)
        return _from_here(found) if found else None
    if named.is_dir():
        return _in_folder(spec, named)
    if not named.is_file():
        raise ListproofError(f"--fixtures {named}: there is no such file or folder.")
    if not alone:
        raise ListproofError(f"--fixtures {named}: one file is for one SPEC; name a folder for several.")
    return named


def _in_folder(spec: Path, folder: Path) -> Path:
    names = [f"{spec.stem}{middle}.{end}" for middle in ("", ".fixtures") for end in ("yaml", "yml", "json")]
    found = next((folder / name for name in names if (folder / name).is_file()), None)
    if found is None:
        fault = Fault(file=str(folder), found=f"nothing for {spec.name}", wanted=f"a file {spec.stem}.yaml")
        raise FixtureError([fault])
    return found


def _from_here(file: Path) -> Path:
    """The file as seen from here, where it is below; else in full."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


def _say(text: str) -> None:
    click.echo(text, err=True)
