"""Whoever changes a pack, or the installation behind it, is found out. Floors say what was really tried."""

import json
import random
import subprocess
import sys
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from planner.evidence import check
from planner.evidence.check import Unreadable, check_text, read
from planner.evidence.pack import Wanted, pack
from planner.evidence.page import page
from planner.posts.models import Version
from planner.reviews.models import Review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def text(story: Any, text_of: Any) -> str:
    return str(text_of(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now))


@pytest.fixture
def shown(story: Any) -> str:
    made = pack(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now)
    return b"".join(page(made, "en")).decode()


def is_found(text: str) -> bool:
    try:
        return bool(check_text(text)[1].problems)
    except Unreadable:
        return True


def test_any_changed_byte_of_a_value_is_found(text: str) -> None:
    """A byte at random is another one, is taken out, or comes twice. What says the same is no change."""
    chance, tried, whole = random.Random(7), Counter[str](), json.loads(text)
    for _n in range(4000):
        data = bytearray(text.encode())
        at, how = chance.randrange(len(data)), chance.choice(["other", "gone", "twice"])
        match how:
            case "other":
                data[at] = chance.choice([chance.randrange(256), data[at] ^ 1, data[at] ^ 32])
            case "gone":
                del data[at]
            case "twice":
                data.insert(at, data[at])
        try:
            changed = data.decode()
            same = check.canonical(json.loads(changed)) == check.canonical(whole)
        except ValueError:
            tried["unreadable"] += 1
            continue
        if not same:
            tried[how] += 1
            assert is_found(changed), (how, at, text[max(0, at - 40) : at + 40])
    assert all(tried[how] >= 400 for how in ("other", "gone", "twice")), tried


def test_any_changed_byte_of_a_page_is_found(shown: str) -> None:
    chance, tried = random.Random(8), 0
    for _n in range(300):
        data = bytearray(shown.encode())
        at = chance.randrange(len(data))
        data[at] ^= chance.choice([1, 2, 32])
        try:
            changed = data.decode()
        except ValueError:
            continue
        tried += 1
        assert is_found(changed), shown[max(0, at - 40) : at + 40]
    assert tried >= 250


def test_a_dropped_moved_or_repeated_record_is_found(text: str) -> None:
    count = len(json.loads(text)["records"])
    tried: Counter[str] = Counter()
    for number in range(count):
        for how in ("drop", "twice", "swap", "renumbered", "cut"):
            whole = json.loads(text)
            records = whole["records"]
            match how:
                case "drop":
                    del records[number]
                case "twice":
                    records.insert(number, records[number])
                case "swap":
                    other = (number + 1) % count
                    records[number], records[other] = records[other], records[number]
                case "renumbered":
                    del records[number]
                    for place, record in enumerate(records, 1):
                        record["number"] = place
                case "cut":
                    del records[number:]
            tried[how] += 1
            assert is_found(json.dumps(whole)), (how, number)
    assert min(tried.values()) >= 15


def test_a_value_of_another_type_is_found(text: str) -> None:
    for old, new in ((1, True), (1, 1.0), (1, "1"), (0, False)):
        whole = json.loads(text)
        record = next(one for one in whole["records"] if any(_is(v, old) for v in one["body"].values()))
        name = next(name for name, value in record["body"].items() if _is(value, old))
        record["body"][name] = new
        assert is_found(json.dumps(whole)), (old, new)
    for name in ("number", "post"):
        whole = json.loads(text)
        whole["records"][0][name] = True
        assert is_found(json.dumps(whole))
    whole = json.loads(text)
    whole["seal"]["records"] = float(whole["seal"]["records"])
    assert is_found(json.dumps(whole))


def _is(value: Any, what: int) -> bool:
    return type(value) is int and value == what


def test_a_name_that_comes_twice_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="twice"):
        read(text.replace('"answer":"yes"', '"answer":"no","answer":"yes"', 1))


@pytest.mark.parametrize(
    "junk", ["", "[]", "{}", "null", "<html></html>", "{" * 100_000, '{"format":NaN}', "\x00"]
)
def test_what_is_no_pack_is_said_to_be_none(junk: str) -> None:
    with pytest.raises(Unreadable):
        check_text(junk)


def test_a_forged_chain_over_forged_entries_does_not_hold_against_the_entries_own_hashes(text: str) -> None:
    """Whoever computes the file's chain anew still has to break the history's."""
    whole = json.loads(text)
    entry = next(one for one in whole["records"] if one["body"].get("act") == "post.approved")
    entry["body"]["actor"] = "Somebody else"
    found = check_text(json.dumps(_sealed_anew(whole)))[1]
    assert found.problems == []
    assert (
        "Entry 11 of the history" in found.doubts[0] or "of the history had been changed" in found.doubts[0]
    )


def test_a_forged_yes_of_as_approved_does_not_hold_against_the_fingerprints(text: str) -> None:
    whole = json.loads(text)
    delivery = next(one for one in whole["records"] if one["kind"] == "delivery")
    delivery["body"]["sent_digest"] = "f" * 64
    assert "its fingerprints do not" in check_text(json.dumps(_sealed_anew(whole)))[1].doubts[0]
    delivery["body"]["sent_as_approved"] = "no"
    assert "something else than what was approved" in check_text(json.dumps(_sealed_anew(whole)))[1].doubts[0]
    delivery["body"]["approved_digest"] = "f" * 64
    delivery["body"]["sent_as_approved"] = "yes"
    assert "not in the pack" in check_text(json.dumps(_sealed_anew(whole)))[1].doubts[0]


def _sealed_anew(whole: dict[str, Any]) -> dict[str, Any]:
    last = whole["header_hash"] = check.hash_of_header(whole["header"])
    for record in whole["records"]:
        record["previous_hash"] = last
        last = record["hash"] = check.hash_of_record(last, record)
    whole["seal"]["last_hash"] = last
    whole["seal"]["hash"] = check.hash_of_seal(whole["seal"])
    return whole


# --- The commands ---------------------------------------------------------------------------------


def verified(path: Path, *options: str) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_evidence", str(path), *options, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue() + err.getvalue()
    return 0, out.getvalue()


def alone(path: Path) -> tuple[int, str]:
    """As somebody without Almanac runs it: no packages, not even the folder that it lies in."""
    run = subprocess.run(
        [sys.executable, "-I", "-S", check.__file__, str(path)], capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout + run.stderr


def test_both_commands_take_both_files(text: str, shown: str, tmp_path: Path) -> None:
    for name, said in (("pack.json", text), ("pack.html", shown)):
        path = tmp_path / name
        path.write_bytes(said.encode())
        for code, told in (verified(path), alone(path)):
            assert code == 0, told
            assert "Every record is as it was written" in told
            assert "Harbour" in told
        path.write_bytes(said.replace("Ships wait in the fog", "Ships sail in the fog").encode())
        for code, told in (verified(path), alone(path)):
            assert code == 1, told
            assert "NOT as it was made" in told
        path.write_bytes(b"\xff\xfe nothing")
        assert verified(path)[0] == alone(path)[0] == 2
    assert verified(tmp_path / "nowhere")[0] == alone(tmp_path / "nowhere")[0] == 2


def _tamper(sql: str, *values: Any) -> None:
    """With the triggers gone: whoever owns the database can do that."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            for table in ("entry", "step", "version", "review", "delivery"):
                cursor.execute(f"ALTER TABLE planner_{table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)


@pytest.fixture
def guards_again() -> Any:
    """The triggers come back for the tests behind this one."""
    yield
    from importlib import import_module

    with connection.schema_editor() as editor:
        import_module("planner.migrations.0002_guards").put_up(None, editor)


@pytest.mark.usefixtures("guards_again")
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE planner_entry SET actor = 'Mallory' WHERE act = 'post.approved'", "Entry 1"),
        ("DELETE FROM planner_entry WHERE act = 'post.approved'", "is gone here"),
        ("UPDATE planner_step SET what = 'sent' WHERE what = 'published'", "story of delivery"),
        ("DELETE FROM planner_step WHERE what = 'published'", "story of delivery"),
    ],
)
def test_a_pack_holds_against_an_installation_that_was_changed_since(
    text: str, tmp_path: Path, sql: str, said: str
) -> None:
    path = tmp_path / "pack.json"
    path.write_bytes(text.encode())
    code, told = verified(path, "--against")
    assert (code, "says the same" in told) == (0, True)
    _tamper(sql)
    assert verified(path)[0] == 0
    code, told = verified(path, "--against")
    assert code == 1
    assert said in told


@pytest.mark.usefixtures("guards_again")
def test_a_pack_made_after_somebody_took_rows_away_shows_the_gap(
    story: Any, text: str, text_of: Any, tmp_path: Path
) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_bytes(text.encode())
    with connection.constraint_checks_disabled():
        first = Version.objects.get(post=story.post, number=1).pk
        _tamper("DELETE FROM planner_review WHERE version_id = %s", first)
        for table in ("variant", "attachment", "reading"):
            _tamper(f"DELETE FROM planner_{table} WHERE version_id = %s", first)
        _tamper("DELETE FROM planner_version WHERE id = %s", first)
    assert not Review.objects.filter(answer="changes").exists()
    after.write_bytes(text_of(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now).encode())
    assert verified(before, "--against")[0] == 0
    code, told = verified(after)
    assert code == 1
    assert "version 1 is gone" in told
    assert "the answer of Grace is gone" in told


def test_the_database_refuses_to_delete_history_and_stories(story: Any) -> None:
    from django.db import DatabaseError, transaction

    for table in ("planner_entry", "planner_step", "planner_delivery"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_a_post_that_is_gone_altogether_leaves_its_history(
    harbour: Any, olga: Any, text_of: Any, now: Any
) -> None:
    from planner.history.models import Actor
    from planner.posts.content import Content
    from planner.posts.models import Post

    by = Actor(olga.pk, "Olga")
    post = Post.objects.write(harbour, by, Content(text="Fog"))
    Post.objects.filter(pk=post.pk).update(head=None)
    Post.objects.filter(pk=post.pk).delete()
    found = check_text(text_of(Wanted(harbour, post_id=post.pk), by, now))[1]
    assert "the post itself is gone" in " ".join(found.gaps)
    assert "version 1 is gone" in " ".join(found.gaps)
