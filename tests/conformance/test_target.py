"""The target file and the flags: read as they are meant, or refused with every fault at once."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from conformance.target import Override, Target, TargetCaller
from conformance.targets.fit import check_fit
from conformance.targets.flags import Flags, read_target
from listproof.contract import Contract
from listproof.errors import ConfigError
from tests.conformance.backends import contract as things

FULL = """
[target]
url = "http://127.0.0.1:9000/"
allow_methods = ["POST"]

[callers.main]
headers = { Authorization = "Bearer ${TOKEN}", X-Price = "$${5}" }
parameters = { organizationId = ["org_abc123", "org_abc456"], page = 2, fast = true }

[callers.other]
headers = { Authorization = "Bearer ${OTHER}" }
parameters = { organizationId = "org_xyz789" }

[callers.forbidden]
headers = { Authorization = "Bearer nobody" }

[[refused]]
name = "expired"
headers = { Authorization = "Bearer expired" }

[[refused]]
parameters = { api_key = "revoked" }

[provoke.failure]
headers = { Prefer = "code=500" }

[operations.listBatchCalls.parameters]
"path:batchId" = "batch_7"

[operations.listBatchCalls.callers.other.parameters]
"path:batchId" = "batch_8"

[laws]
"sort/default" = { severity = "warned", reason = "known: ticket 4711" }
"meta/total" = { severity = "off", reason = "an estimate" }
"""
ENVIRONMENT = {"TOKEN": "t0ken-of-main", "OTHER": "t0ken-of-other"}


def read(
    tmp_path: Path,
    text: str,
    *,
    flags: Flags | None = None,
    environment: Mapping[str, str] = MappingProxyType(ENVIRONMENT),
) -> Target:
    file = tmp_path / "listproof.toml"
    file.write_text(text, encoding="utf-8")
    return read_target(file, flags or Flags(), environment)


def refused(tmp_path: Path, text: str, **environment: str) -> list[str]:
    """The faults of a target file, each as it is printed, without the folder."""
    with pytest.raises(ConfigError) as told:
        read(tmp_path, text, environment=environment)
    return [str(fault).replace(f"{tmp_path}/", "") for fault in told.value.faults]


def test_a_full_file_is_read_as_it_is_meant(tmp_path: Path) -> None:
    target = read(tmp_path, FULL)
    assert target.url == "http://127.0.0.1:9000"
    assert target.allow_methods == {"POST"}
    assert target.callers["main"] == TargetCaller(
        headers={"Authorization": "Bearer t0ken-of-main", "X-Price": "${5}"},
        parameters={"organizationId": ("org_abc123", "org_abc456"), "page": ("2",), "fast": ("true",)},
    )
    assert target.callers["other"].parameters == {"organizationId": ("org_xyz789",)}
    assert set(target.callers) == {"main", "other", "forbidden"}
    assert [(one.name, dict(one.headers), dict(one.parameters)) for one in target.refused] == [
        ("expired", {"Authorization": "Bearer expired"}, {}),
        ("refused 2", {}, {"api_key": ("revoked",)}),
    ]
    assert target.provoke == {"failure": {"Prefer": "code=500"}}
    assert target.operations["listBatchCalls"] == {
        "main": {"path:batchId": ("batch_7",)},
        "other": {"path:batchId": ("batch_8",)},
    }
    assert target.laws == {
        "sort/default": Override(severity="warned", reason="known: ticket 4711"),
        "meta/total": Override(severity="off", reason="an estimate"),
    }
    assert {"t0ken-of-main", "t0ken-of-other"} <= target.secrets


def test_a_file_with_a_url_alone_is_enough(tmp_path: Path) -> None:
    target = read(tmp_path, '[target]\nurl = "https://api.example.com/v1"')
    assert target.url == "https://api.example.com/v1"
    assert target.callers == {"main": TargetCaller()}


def test_flags_alone_make_a_target() -> None:
    flags = Flags(
        url="http://127.0.0.1:9000/base/",
        headers=("Authorization: Bearer x:y", "X-Empty:"),
        params=("path:batchId=a=b", "organizationId=one", "organizationId=two"),
        allow_methods=("post",),
    )
    target = read_target(None, flags, {})
    assert target.url == "http://127.0.0.1:9000/base"
    assert target.callers["main"] == TargetCaller(
        headers={"Authorization": "Bearer x:y", "X-Empty": ""},
        parameters={"path:batchId": ("a=b",), "organizationId": ("one", "two")},
    )
    assert target.allow_methods == {"POST"}


def test_flags_go_over_the_file(tmp_path: Path) -> None:
    flags = Flags(
        url="http://localhost:1", headers=("authorization: Bearer flag",), params=("organizationId=flagged",)
    )
    target = read(tmp_path, FULL, flags=flags)
    assert target.url == "http://localhost:1"
    assert target.callers["main"].headers == {"X-Price": "${5}", "authorization": "Bearer flag"}
    assert target.callers["main"].parameters["organizationId"] == ("flagged",)
    assert target.callers["main"].parameters["page"] == ("2",)


def test_the_files_url_need_not_be_filled_where_a_flag_gives_one(tmp_path: Path) -> None:
    target = read(tmp_path, '[target]\nurl = "${NOWHERE}"', flags=Flags(url="http://localhost:1"))
    assert target.url == "http://localhost:1"


def test_credentials_in_the_url_become_a_header_and_leave_the_url() -> None:
    target = read_target(None, Flags(url="https://ann:s%40cret@api.example.com"), {})
    assert target.url == "https://api.example.com"
    assert target.callers["main"].headers == {"Authorization": "Basic YW5uOnNAY3JldA=="}
    assert "s@cret" in target.secrets


def test_an_unset_variable_is_named_with_its_place(tmp_path: Path) -> None:
    text = '[target]\nurl = "http://x"\n\n[callers.main]\nheaders = { Authorization = "Bearer ${NOT_SET}" }\n'
    assert refused(tmp_path, text) == [
        "listproof.toml:5: callers.main.headers.Authorization: the environment variable NOT_SET is not set\n"
        "    set it, or write $${ for a plain ${"
    ]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = textwrap.dedent(
        """
        [target]
        url = 7
        urls = "http://x"
        allow_methods = ["GRAB"]

        [caller.main]

        [callers.main]
        header = { A = "b" }
        headers = { "X Y" = "z" }
        parameters = { page = { a = 1 } }

        [provoke.failures]
        headers = { A = "b" }

        [laws]
        "meta/totl" = { severity = "loud", reason = "" }
        "meta/page" = { severity = "warned" }
        """
    )
    faults = refused(tmp_path, text)
    first_lines = [fault.partition("\n")[0] for fault in faults]
    assert first_lines == [
        "listproof.toml:3: target.url: this is a number",
        "listproof.toml:4: target.urls: unknown key",
        "listproof.toml:5: target.allow_methods: GRAB is no method to allow",
        "listproof.toml:7: caller: unknown key",
        "listproof.toml:10: callers.main.header: unknown key",
        "listproof.toml:11: callers.main.headers.X Y: this is no header name",
        "listproof.toml:12: callers.main.parameters.page: this is a table",
        "listproof.toml:14: provoke.failures: unknown key",
        "listproof.toml:18: laws.meta/totl: unknown law",
        "listproof.toml:18: laws.meta/totl: the severity is 'loud'",
        "listproof.toml:18: laws.meta/totl: there is no reason",
        "listproof.toml:19: laws.meta/page: there is no reason",
    ]
    wanted = "\n".join(faults)
    assert "did you mean callers?" in wanted
    assert "did you mean url?" in wanted
    assert "did you mean failure?" in wanted
    assert "did you mean meta/total?" in wanted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[target\n", "listproof.toml:1: it is not TOML: "),
        ("target = 3\n", "listproof.toml:1: target: this is a number\n    it must be a table"),
        ('refused = "x"\n[target]\nurl = "http://x"\n', "listproof.toml:1: refused: this is a string"),
        (
            '[target]\nurl = "http://x"\n[callers]\nmain = [1]\n',
            "listproof.toml:4: callers.main: this is a list",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert any(fault.startswith(told) for fault in refused(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: there is no such file"):
        read_target(tmp_path / "nowhere.toml", Flags(), {})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "listproof.toml"
    file.write_bytes(b'url = "\xff"')
    with pytest.raises(ConfigError, match="it is not UTF-8 at byte 7"):
        read_target(file, Flags(), {})


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("127.0.0.1:9000", "it is no URL of a web server"),
        ("ftp://example.com", "it is no URL of a web server"),
        ("http://", "it is no URL of a web server"),
        ("http://[::1", "it is no URL"),
        ("http://x:99999", "it is no URL"),
        ("http://x:0", "it is no URL that can be asked"),
        ("http://x/?a=1", "it has a query or a fragment"),
        ("http://x y/", "it is no URL that can be asked"),
    ],
)
def test_a_url_that_cannot_be_asked_is_refused(url: str, why: str) -> None:
    with pytest.raises(ConfigError) as told:
        read_target(None, Flags(url=url), {})
    assert str(told.value).startswith(f"--url: {why}")


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (Flags(url="http://x", headers=("Authorization Bearer s3cret",)), "--header: it has no colon"),
        (Flags(url="http://x", headers=("A B: s3cret",)), "--header: this is no header name"),
        (Flags(url="http://x", headers=("A: s3cret\nB: c",)), "--header: the value has a line break"),
        (Flags(url="http://x", params=("page",)), "--param page: it has no name and value"),
        (Flags(), "the flags: the target has no URL"),
    ],
)
def test_a_flag_that_is_wrong_is_named_and_shows_no_credential(flags: Flags, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_target(None, flags, {})
    assert str(error.value).startswith(told)
    assert "s3cret" not in str(error.value)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return things()


def misfits(contract: Contract, target: Target) -> list[str]:
    with pytest.raises(ConfigError) as told:
        check_fit(contract, target, contract.operations)
    return str(told.value).splitlines()


def test_a_target_that_names_what_the_contract_lacks_is_refused(contract: Contract) -> None:
    target = Target(
        url="http://x",
        callers={"main": TargetCaller(parameters={"pge": ("1",)})},
        operations={"listThing": {"main": {}}, "listThings": {"other": {"stat": ("open",)}}},
        source="listproof.toml",
    )
    assert misfits(contract, target) == [
        "listproof.toml: operations.listThing: no such operation",
        "    did you mean listThings? the document has listThings",
        "listproof.toml: callers.main.parameters.pge: no such parameter",
        "    did you mean page? the document has page, limit, state",
        "listproof.toml: operations.listThings.callers.other.parameters.stat: no such parameter",
        "    did you mean state? the document has page, limit, state",
    ]


def test_a_target_that_fits_is_accepted(contract: Contract) -> None:
    target = Target(url="http://x", callers={"main": TargetCaller(parameters={"state": ("open",)})})
    check_fit(contract, target, contract.operations)


def test_an_operation_may_name_a_token_that_has_expired(tmp_path: Path) -> None:
    text = '[target]\nurl = "http://x"\n[operations.listThings]\nexpired_token = '
    assert read(tmp_path, text + '"t-1"').expired == {"listThings": "t-1"}
    with pytest.raises(ConfigError, match="must be a string"):
        read(tmp_path, text + "1")
