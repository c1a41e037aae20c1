"""A fixture file becomes a world, or all that is wrong with it is said at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest

from listproof.contract import Contract, Json
from listproof.errors import FixtureError
from listproof.reader import read_contract
from mock_server.world import World
from mock_server.worlds.fixtures import load_world

KEY = "fixture-only-key-of-32-bytes-and-more"
SPEC = """
openapi: 3.0.3
info: {title: Jobs, version: "1"}
paths:
  /{team}/jobs:
    get:
      operationId: listJobs
      security: [{key: []}, {token: []}]
      parameters:
        - {name: team, in: path, required: true, schema: {type: string, pattern: "^team_"}}
        - {name: label, in: query, schema: {type: string}}
        - {name: by, in: query, schema: {type: string, enum: [name, made]}}
      x-listing:
        items: /jobs
        id: /id
        filter: {label: {at: null}}
        sort: {by: by, keys: {made: null}}
        scope: [{param: "path:team", at: null}, {caller: true, at: /owner}]
        rules:
          - {id: no-more-than-all, holds: item.done <= item.total}
          - {id: remaining, at: /left, is: item.total - item.done}
          - {id: share, at: /share, is: 100.0 * double(item.done) / double(item.total), within: 0.5}
        assumed: {rules: [{id: short, holds: size(item.name) < 3}]}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties:
                  jobs:
                    type: array
                    items:
                      type: object
                      required: [id, name]
                      additionalProperties: false
                      properties:
                        id: {type: integer}
                        name: {type: string, maxLength: 20}
                        owner: {type: string}
                        state: {type: string, enum: [open, done]}
                        made: {type: string, format: date-time, nullable: true}
                        total: {type: integer, minimum: 0}
                        done: {type: integer}
                        left: {type: integer}
                        share: {type: number}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: http, scheme: bearer}
"""
CALLERS = """
callers:
  - {name: main, credentials: {key: main-key}, owns: a, may_name: {"path:team": [team_a]}}
  - {name: other, credentials: {key: other-key}, owns: b}
"""
HIDDEN = {"path:team": "team_a", "label": "x", "made": "2025-01-01T00:00:00Z"}

Load = Callable[..., World]


def row(number: int = 1, /, **item: Json) -> Json:
    return {"item": {"id": number, "name": "a job", "owner": "a", **item}, "hidden": HIDDEN}


def lines(*rows: Json) -> str:
    return "".join(json.dumps(each) + "\n" for each in rows)


def token(**claims: Any) -> str:
    return jwt.encode({"sub": "u1", "exp": 4102444800, **claims}, KEY, algorithm="HS256")


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract("jobs.yaml", text=SPEC)


@pytest.fixture
def load(tmp_path: Path, contract: Contract) -> Load:
    """Loads a world from its text and the files beside it."""

    def load_from(
        text: str | bytes, beside: Mapping[str, str] | None = None, *, name: str = "jobs.yaml"
    ) -> World:
        for other, content in (beside or {}).items():
            (tmp_path / other).write_text(content, encoding="utf-8")
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_world(contract, tmp_path / name)

    return load_from


@pytest.fixture
def refusal(load: Load, tmp_path: Path) -> Callable[..., str]:
    """The message that a world is refused with, without the folder."""

    def refused(text: str | bytes, beside: Mapping[str, str] | None = None, **more: Any) -> str:
        with pytest.raises(FixtureError) as caught:
            load(text, beside, **more)
        return str(caught.value).replace(f"{tmp_path}/", "")

    return refused


Refusal = Callable[..., str]


def with_rows(*rows: Json) -> str:
    return f"{CALLERS}\nrows: {json.dumps(rows)}\n"


# --- what is read ------------------------------------------------------------------------------------


def test_callers_are_read_as_they_stand(load: Load) -> None:
    main, other = load(CALLERS + "rows: []\n").callers
    assert (main.name, main.owns, dict(main.credentials)) == ("main", "a", {"key": "main-key"})
    assert main.may_name["path:team"] == ("team_a",)
    assert (other.may_name, other.subject, other.forbidden) == ({}, None, False)


def test_a_caller_without_a_right_to_any_list_needs_to_own_nothing(load: Load) -> None:
    text = CALLERS + "  - {name: nobody, credentials: {key: nobody-key}, forbidden: true}\nrows: []\n"
    assert load(text).callers[2].forbidden


def test_rows_stand_in_the_file_of_the_world(load: Load) -> None:
    world = load(with_rows(row(1), row(2)))
    assert [each.item["id"] for each in world.rows["listJobs"]] == [1, 2]
    assert world.rows["listJobs"][0].hidden["label"] == "x"
    assert not world.generated


@pytest.mark.parametrize("name", ["rows.ndjson", "rows.jsonl"])
def test_rows_stand_a_line_each_in_a_file_beside_the_world(load: Load, name: str) -> None:
    text = "\ufeff" + lines(row(1)) + "\n  \r\n" + lines(row(2)).rstrip("\n")
    world = load(CALLERS + f"rows: {name}\n", {name: text})
    assert [each.item["id"] for each in world.rows["listJobs"]] == [1, 2]


@pytest.mark.parametrize("name", ["rows.json", "rows.yaml", "rows.yml"])
def test_rows_stand_as_a_list_in_a_file_beside_the_world(load: Load, name: str) -> None:
    world = load(CALLERS + f"rows: {name}\n", {name: json.dumps([row(1), row(2)])})
    assert len(world.rows["listJobs"]) == 2


def test_a_world_may_be_json(load: Load) -> None:
    text = json.dumps({"callers": [{"name": "m", "credentials": {"key": "k"}, "owns": "a"}], "rows": [row()]})
    assert len(load(text, name="jobs.json").rows["listJobs"]) == 1


def test_dates_and_words_like_no_stay_texts(load: Load) -> None:
    text = (
        CALLERS
        + """
rows:
  - item: {id: 1, name: no, owner: a, made: 2025-01-01T00:00:00Z}
    hidden: {"path:team": team_a, label: on, made: 2025-01-01}
"""
    )
    found = load(text).rows["listJobs"][0]
    assert (found.item["name"], found.item["made"]) == ("no", "2025-01-01T00:00:00Z")
    assert (found.hidden["label"], found.hidden["made"]) == ("on", "2025-01-01")


def test_rows_may_stand_under_their_operation(load: Load) -> None:
    world = load(CALLERS + f"operations: {{listJobs: {{rows: {json.dumps([row()])}}}}}\n")
    assert len(world.rows["listJobs"]) == 1


WORDS = """
openapi: 3.0.3
info: {title: Words, version: "1"}
paths:
  /words:
    get:
      operationId: listWords
      x-listing: {items: "", id: ""}
      responses:
        "200":
          description: A page.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""


def test_a_row_that_hides_nothing_is_the_bare_item(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("rows: [one, {item: two}]\n")
    world = load_world(read_contract("words.yaml", text=WORDS), file)
    assert [each.item for each in world.rows["listWords"]] == ["one", "two"]
    assert world.callers == ()


def test_a_credential_may_be_a_signed_token(load: Load) -> None:
    text = f"""
keys: {{token: {{algorithm: HS256, key: {KEY}, issuer: us, audience: them}}}}
callers:
  - {{name: main, credentials: {{token: {token(iss="us", aud="them")}}}, subject: u1, owns: a}}
refused:
  - {{name: expired, credentials: {{token: {token(iss="us", aud="them", exp=1)}}}}}
  - {{name: of-somebody-else, credentials: {{token: {token(iss="us", aud="them", sub="u2")}}}}}
rows: []
"""
    world = load(text)
    assert world.keys["token"].issuer == "us"
    assert world.refused.keys() == {"expired", "of-somebody-else"}


def test_an_assumed_rule_is_not_asked_of_rows(load: Load) -> None:
    assert load(with_rows(row(name="longer than three"))).rows["listJobs"]


def test_a_rule_that_speaks_of_a_missing_field_is_not_asked(load: Load) -> None:
    assert load(with_rows(row(done=5))).rows["listJobs"]


def test_a_computed_field_may_differ_as_far_as_the_rule_lets_it(load: Load) -> None:
    assert load(with_rows(row(total=3, done=1, left=2, share=33.3))).rows["listJobs"]


def test_one_id_may_stand_in_two_scopes(load: Load) -> None:
    other = row(1, owner="b")
    assert len(load(with_rows(row(1), other)).rows["listJobs"]) == 2


# --- files that cannot be read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "jobs.yaml: the file is empty"),
        (" \n", "jobs.yaml: the file is empty"),
        (b"\x00\x01", "jobs.yaml: the file is binary"),
        (b"\xe9: 1", "jobs.yaml:1: byte 0xe9 is not UTF-8"),
        ("a: [", "this is not YAML"),
        ("- a\n", "jobs.yaml:1: the file holds no keys with values"),
        ("just words", "jobs.yaml:1: the file holds no keys with values"),
        ("a: 1\na: 2\n", "jobs.yaml:2: the key a stands here again"),
        ("a: !!python/object/apply:os.system [ls]\n", "is not understood"),
    ],
)
def test_a_file_that_is_no_world_is_refused_in_a_sentence(refusal: Refusal, text: str, message: str) -> None:
    assert message in refusal(text)


def test_a_missing_file_and_a_folder_are_refused_in_a_sentence(contract: Contract, tmp_path: Path) -> None:
    for path, message in ((tmp_path / "none.yaml", "there is no such file"), (tmp_path, "this is a folder")):
        with pytest.raises(FixtureError, match=message):
            load_world(contract, path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("none.ndjson", "there is no file none.ndjson"),
        ("none.yaml", "there is no file none.yaml"),
        (
            "rows.txt",
            "rows.txt is no file of rows\n    name one that ends in .ndjson, .jsonl, .csv, .json, .yaml,",
        ),
        ("5", "rows is 5\n    write a list of rows, or the name of a file that has them"),
        ("one.json", "one.json holds an object\n    write a list of rows in it"),
    ],
)
def test_rows_that_cannot_be_found_are_refused_in_a_sentence(
    refusal: Refusal, rows: str, message: str
) -> None:
    found = refusal(CALLERS + f"rows: {rows}\n", {"one.json": "{}", "rows.txt": "a,b"})
    assert found.startswith("jobs.yaml:5: rows: ")
    assert message in found


def test_lines_that_are_no_json_are_named_by_their_numbers(refusal: Refusal) -> None:
    found = refusal(CALLERS + "rows: r.ndjson\n", {"r.ndjson": lines(row()) + '{"a":\n1}\n{"b": NaN}\n'})
    assert [line.split(": ")[0] for line in found.splitlines()[::2]] == [
        "r.ndjson:2",
        "r.ndjson:3",
        "r.ndjson:4",
    ]
    assert "write one JSON value a line" in found


def test_many_lines_that_are_no_json_are_counted(refusal: Refusal) -> None:
    found = refusal(CALLERS + "rows: r.ndjson\n", {"r.ndjson": "no\n" * 50})
    assert found.endswith("and 30 more lines")
    assert len(found.splitlines()) == 41


# --- keys, callers, credentials ------------------------------------------------------------------------


def test_all_faults_of_a_file_are_told_at_once(refusal: Refusal) -> None:
    text = """
caller: []
callers:
  - {name: main, credential: {key: k}, owns: a}
  - {credentials: {kye: k}, owns: 1}
  - 5
refuse: []
row: []
"""
    found = refusal(text)
    for message in (
        "jobs.yaml:2: caller: the key caller is unknown\n    did you mean callers?",
        "jobs.yaml:4: callers.0.credential: credential is unknown\n    did you mean credentials?",
        "jobs.yaml:5: callers.1: there is no name",
        "callers.2: 2 is 5",
        "refuse: the key refuse is unknown\n    did you mean refused?",
        "row: the key row is unknown\n    did you mean rows?",
        "there are no rows",
    ):
        assert message in found


@pytest.mark.parametrize(
    ("callers", "message"),
    [
        ("callers: {}", "callers is an object"),
        (
            "callers: []",
            "there are no callers\n    write callers: with at least one that has credentials for key, token",
        ),
        (
            "callers: [{name: m, credentials: {kye: k}, owns: a}]",
            "did you mean key? the spec's security schemes are key, token",
        ),
        ("callers: [{name: m, credentials: {key: 7}, owns: a}]", "the credential is 7\n    write a text"),
        ('callers: [{name: m, credentials: {token: "Bearer abc"}, owns: a}]', "write the bare secret"),
        ('callers: [{name: m, credentials: {key: "ä"}, owns: a}]', "no header can carry the credential"),
        ('callers: [{name: m, credentials: {key: ""}, owns: a}]', "no header can carry the credential"),
        (
            "callers: [{name: m, owns: a}]",
            "the credentials of m open no list\n    a list asks for key or token",
        ),
        (
            "callers: [{name: m, credentials: {key: k}}]",
            "m owns nothing, and rows belong to their caller here",
        ),
        (
            "callers: [{name: m, credentials: {key: k}, owns: a, forbidden: 1}]",
            "forbidden is 1\n    write true or false",
        ),
        ("callers: [{name: m, credentials: {key: k}, owns: a, subject: 1}]", "subject is 1"),
        ("callers: [{name: 1, credentials: {key: k}, owns: a}]", "the name is 1"),
        (
            'callers: [{name: m, credentials: {key: k}, owns: a, may_name: {"path:tem": [team_a]}}]',
            "did you mean path:team? the parameters that say whose rows come are path:team",
        ),
        (
            'callers: [{name: m, credentials: {key: k}, owns: a, may_name: {"path:team": team_a}}]',
            "write a list of the caller's values",
        ),
        (
            'callers: [{name: m, credentials: {key: k}, owns: a, may_name: {"path:team": [x]}}]',
            "no request can name it",
        ),
    ],
)
def test_a_caller_that_cannot_ask_is_refused(refusal: Refusal, callers: str, message: str) -> None:
    assert message in refusal(f"{callers}\nrows: []\n")


def test_two_callers_have_two_names(refusal: Refusal) -> None:
    found = refusal(CALLERS.replace("name: other", "name: main") + "rows: []\n")
    assert "jobs.yaml:4: callers.1.name: another caller is named main" in found


def test_two_callers_have_two_credentials(refusal: Refusal) -> None:
    found = refusal(CALLERS.replace("other-key", "main-key") + "rows: []\n")
    assert "main and other have the same credentials" in found


def test_refused_credentials_that_would_be_accepted_are_told(refusal: Refusal) -> None:
    found = refusal(CALLERS + "refused: [{name: revoked, credentials: {key: main-key}}]\nrows: []\n")
    assert "the credentials of revoked would be accepted\n    they are those of main" in found


def test_refused_entries_have_names_of_their_own(refusal: Refusal) -> None:
    refused = "refused: [{name: a, credentials: {key: x}}, {name: a, credentials: {key: y}}]"
    assert "another entry is named a" in refusal(f"{CALLERS}{refused}\nrows: []\n")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("{tokens: {algorithm: HS256, key: k}}", "tokens is unknown\n    did you mean token?"),
        ("{token: {algorithm: HS256}}", "there is no key"),
        ("{token: {algorithm: HS256, key: short}}", "the key has 5 bytes, and HS256 needs 32"),
        (f"{{token: {{algorithm: HS257, key: {KEY}}}}}", "keys.token: no HS257 key"),
        (f"{{token: {{algorithm: none, key: {KEY}}}}}", "algorithm none signs nothing"),
        (f"{{token: {{algorithm: RS256, key: {KEY}}}}}", "no RS256 key"),
        (f"{{token: {{algorithm: HS256, key: {KEY}, iss: us}}}}", "iss is unknown\n    did you mean issuer?"),
        (f"{{token: {{algorithm: HS256, key: {KEY}, issuer: us}}}}", "m would be refused: "),
        (f"{{token: {{algorithm: HS256, key: {KEY}x}}}}", "m would be refused: "),
    ],
)
def test_a_key_that_does_not_fit_the_tokens_is_told(refusal: Refusal, keys: str, message: str) -> None:
    caller = f"{{name: m, credentials: {{token: {token()}}}, subject: u1, owns: a}}"
    assert message in refusal(f"keys: {keys}\ncallers: [{caller}]\nrows: []\n")


@pytest.mark.parametrize(
    ("claims", "subject", "message"),
    [
        ({"exp": 1}, "u1", "m would be refused: The credential in Authorization has expired"),
        ({}, "u2", 'the subject is "u2", and the token\'s sub is "u1"'),
    ],
)
def test_a_token_that_is_not_its_callers_is_told(
    refusal: Refusal, claims: Mapping[str, Any], subject: str, message: str
) -> None:
    text = f"""
keys: {{token: {{algorithm: HS256, key: {KEY}}}}}
callers: [{{name: m, credentials: {{token: {token(**claims)}}}, subject: {subject}, owns: a}}]
rows: []
"""
    assert message in refusal(text)


def test_two_callers_have_two_subjects(refusal: Refusal) -> None:
    text = f"""
keys: {{token: {{algorithm: HS256, key: {KEY}}}}}
callers:
  - {{name: m, credentials: {{token: {token(n=1)}}}, subject: u1, owns: a}}
  - {{name: o, credentials: {{token: {token(n=2)}}}, subject: u1, owns: b}}
rows: []
"""
    assert "o and m have the same subject" in refusal(text)


def test_callers_where_nobody_is_asked_who_they_are_are_told(tmp_path: Path) -> None:
    contract = read_contract(
        "open.yaml", text=SPEC.replace("security: [{key: []}, {token: []}]", "security: []")
    )
    file = tmp_path / "w.yaml"
    file.write_text("callers: [{name: m, owns: a}]\nrows: []\n")
    with pytest.raises(FixtureError, match="the spec's lists ask for no credentials"):
        load_world(contract, file)


# --- operations ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("", "there are no rows\n    write rows: and a list"),
        ("rows: []\noperations: {listJobs: {rows: []}}", "rows stands beside operations"),
        ("operations: {listJob: {rows: []}}", "the spec has no list listJob\n    did you mean listJobs?"),
        ("operations: {listJobs: {row: []}}", "the key row is unknown"),
        ("operations: []", "operations holds no keys with values"),
        (
            "operations: {}",
            "there are no rows for listJobs\n    write listJobs: {rows: []} for an empty list",
        ),
    ],
)
def test_rows_stand_where_their_operation_is_clear(refusal: Refusal, stated: str, message: str) -> None:
    assert message in refusal(f"{CALLERS}{stated}\n")


# --- rows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "place", "message"),
    [
        ({"state": "opne"}, "/state", '"opne" is not documented\n    did you mean open? known are "open"'),
        ({"id": "1"}, "/id", '"1" has the wrong type\n    the schema wants integer'),
        ({"name": None}, "/name", "null has the wrong type\n    the schema wants string"),
        ({"name": "x" * 21}, "/name", "is longer than 20 characters"),
        ({"made": "yesterday"}, "/made", '"yesterday" is not a "date-time"'),
        ({"total": -1}, "/total", "-1 is less than the minimum of 0"),
        ({"colour": "red", "size": 1}, "the whole row", "colour, size is unknown\n    the schema has no"),
        (
            {"total": 1, "done": 2}, "the whole row",
            "rule no-more-than-all does not hold with done 2, total 1\n    it says item.done <= item.total",
        ),
        ({"total": 3, "done": 1, "left": 1}, "/left", "1\n    the rule remaining makes it 2: item.total"),
        ({"total": 2, "done": 1, "share": 49.4}, "/share", "49.4\n    the rule share makes it 50.0 (within"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_told_by_line_and_place(
    refusal: Refusal, item: Mapping[str, Json], place: str, message: str
) -> None:
    found = refusal(CALLERS + "rows: r.ndjson\n", {"r.ndjson": lines(row(5), row(6, **item))})
    assert found.startswith(f"r.ndjson:2: {place}: ")
    assert message in found


@pytest.mark.parametrize(
    ("hidden", "message"),
    [
        ({"label": "x", "made": None}, "hidden has no path:team (to say whose row it is)"),
        ({"path:team": "team_a", "made": None}, "hidden has no label (to filter by)"),
        ({"path:team": "team_a", "label": "x"}, "hidden has no made (to sort by)"),
        ({**HIDDEN, "mad": 1}, "the list needs no hidden mad\n    did you mean made?"),
    ],
)
def test_what_a_row_hides_is_what_the_list_needs(refusal: Refusal, hidden: Json, message: str) -> None:
    item = {"id": 1, "name": "a", "owner": "a"}
    assert message in refusal(with_rows({"item": item, "hidden": hidden}))


def test_a_bare_item_lacks_what_the_list_needs(refusal: Refusal) -> None:
    assert "hidden has no made (to sort by), label (to filter by), path:team" in refusal(
        with_rows({"id": 1, "name": "a", "owner": "a"})
    )


def test_a_row_of_nobody_is_told(refusal: Refusal) -> None:
    found = refusal(with_rows({"item": {"id": 1, "name": "a"}, "hidden": HIDDEN}))
    assert "/owner: missing, so the row is nobody's" in found


def test_an_id_that_stands_twice_in_a_scope_is_told(refusal: Refusal) -> None:
    found = refusal(with_rows(row(1), row(2), row(1)))
    assert "row 3, /id: the id 1 is that of row 1 too" in found


def test_rows_in_the_file_of_the_world_are_told_by_line_and_number(refusal: Refusal) -> None:
    text = (
        CALLERS
        + """
rows:
  - {item: {id: 1, name: a, owner: a}, hidden: {"path:team": t, label: x, made: 1}}
  - item:
      id: 2
      name: 3
      owner: a
    hidden: {"path:team": t, label: x, made: 1}
"""
    )
    assert refusal(text).startswith("jobs.yaml:10: row 2, /name: 3 has the wrong type")


def test_rows_in_a_json_file_are_told_by_line_and_number(refusal: Refusal) -> None:
    text = json.dumps([row(1), row(2, name=3)], indent=1)
    found = refusal(CALLERS + "rows: r.json\n", {"r.json": text})
    number = 1 + text[: text.index('"name": 3')].count("\n")
    assert found.startswith(f"r.json:{number}: row 2, /name: 3 has the wrong type")


def test_after_twenty_the_other_flaws_are_counted(refusal: Refusal) -> None:
    bad = lines(*(row(number, state="x") for number in range(57)))
    found = refusal(CALLERS + "rows: r.ndjson\n", {"r.ndjson": bad})
    assert found.count("is not documented") == 20
    assert found.endswith("and 37 more faults in its rows")


def test_rows_and_callers_are_told_together(refusal: Refusal) -> None:
    found = refusal(f"callers: [{{name: m}}]\nrows: {json.dumps([row(state='x')])}\n")
    assert "m owns nothing" in found
    assert "is not documented" in found


@pytest.mark.parametrize("written", ["text", 5, None, [], {"item": {}, "hidden": 5}, {"hidden": {}}])
def test_a_row_of_another_shape_is_told(refusal: Refusal, written: Json) -> None:
    assert "jobs.yaml:6: row 1, the whole row: " in refusal(with_rows(written))
