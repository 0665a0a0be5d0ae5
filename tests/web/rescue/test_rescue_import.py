"""A rescue file brought in: by whom, exactly once, in the author's name, with reasons for what does not come in."""

import pytest
from sqlalchemy import select

from inspector.fieldwork.operations import Level
from inspector.storage import operations
from inspector.storage.rescues import records
from inspector.storage.rows import table
from inspector.storage.tables import Account, Rescue, Role
from inspector.web.evidence.keeping import pieces
from inspector.web.rescue.pages import folder_of
from tests.web.conftest import World
from tests.web.forms.conftest import live_of
from tests.web.forms.test_form_evidence import photo
from tests.web.rescue.saved import FORM, SCHOOL, Tablet, bring_in, digest, hand_in, words

REFUSED = "pupils_refused/value"
NOTE = "pupils_refused/note"


@pytest.fixture
def tablet(world: World) -> Tablet:
    return Tablet(world)


def heads(world: World, inspection: str = SCHOOL) -> dict[str, str | None]:
    found = world.store.read_now(lambda c: operations.heads(c, "shi", inspection, Level.team))
    return {path: head.raw for path, head in found.items() if "/evidence/" not in path}


def entries(world: World) -> list[tuple[str, int]]:
    found = world.store.read_now(lambda c: operations.history(c, "shi", SCHOOL))
    return [(one.arrived.operation.id, one.arrived.operation.account) for one in found]


def kept_files(world: World) -> int:
    return len([one for one in folder_of(world.store).glob("*/*") if one.is_file()])


def rescues(world: World) -> list[tuple[int, str]]:
    columns = table(Rescue).c
    query = select(columns.account_id, columns.counts)
    return [tuple(row) for row in world.store.read_now(lambda c: c.execute(query).all())]


def test_looking_changes_nothing_and_names_the_author_and_how_much(world: World, tablet: Tablet) -> None:
    tablet.type(REFUSED, "3")
    tablet.type(NOTE, "已说明")
    tablet.photograph(photo())
    page = hand_in(world.signed_in("evaluator.east"), tablet.save())
    assert words(page, "东城第一小学", "甲 inspector.east", "新填写2条", "新照片或文件1份", "还没有作任何改动") == []
    assert heads(world) == {} and rescues(world) == []


def test_everything_comes_in_once_in_its_authors_name_whoever_sends_it_again(world: World, tablet: Tablet) -> None:
    first = tablet.type(REFUSED, "3")
    second = tablet.type(REFUSED, "4", base=first["id"])
    picture = tablet.photograph(photo())
    content, evaluator = tablet.save(), world.signed_in("evaluator.east")
    page = bring_in(evaluator, content)
    assert words(page, "已采用2条填写", "照片或文件1份", "全部内容已入库") == []
    author = world.account_id("inspector.east")
    expected = [(first["id"], author), (second["id"], author), (picture["id"], author)]
    assert entries(world) == expected and heads(world) == {REFUSED: "4"}
    (piece,) = pieces(live_of(world)).values()
    assert piece["caption"] == "登记册"
    again = hand_in(evaluator, content)
    assert digest(again) == "" and words(again, "没有您可以导入的新内容", "此前已导入", "甲 evaluator.east") == []
    assert tablet.comes_back() == ["applied", "applied", "done"]
    assert entries(world) == expected
    assert rescues(world) == [(world.account_id("evaluator.east"), '{"applied": 2, "files": 1}')]
    assert kept_files(world) == 1  # of the second look; the first one went when it was in


def test_a_device_that_sent_part_of_it_before_adds_only_the_rest(world: World, tablet: Tablet) -> None:
    tablet.type(REFUSED, "3")
    assert tablet.comes_back() == ["applied"]
    tablet.type(NOTE, "已说明")
    page = bring_in(world.signed_in("inspector.east"), tablet.save())
    assert words(page, "已采用1条填写", "已有1条") == []
    assert [one for one, _ in entries(world)] == [one["id"] for one in tablet.operations]


def test_the_history_says_who_brought_an_entry_in(world: World, tablet: Tablet) -> None:
    sent, saved = Tablet(world), tablet
    sent.type(REFUSED, "1")
    sent.comes_back()
    brought = saved.type(REFUSED, "2", base=sent.operations[0]["id"])
    evaluator = world.signed_in("evaluator.east")
    bring_in(evaluator, saved.save())
    page = evaluator.get(f"{FORM}/history/pupils_refused")
    assert page.text.count("由甲 evaluator.east从抢救文件导入") == 1
    assert world.store.read_now(lambda c: records.bringers(c, SCHOOL)) == {brought["id"]: "甲 evaluator.east"}


def test_what_differs_from_a_later_answer_becomes_a_conflict_in_words(world: World, tablet: Tablet) -> None:
    online = Tablet(world)
    online.type(REFUSED, "1")
    online.comes_back()
    tablet.type(REFUSED, "2")
    page = bring_in(world.signed_in("evaluator.east"), tablet.save())
    assert words(page, "其间他人填了不同的内容", "全部内容已入库") == []
    assert heads(world) == {REFUSED: "1"} and len(entries(world)) == 2


def test_an_inspector_brings_in_own_work_only(world: World, tablet: Tablet) -> None:
    tablet.type(REFUSED, "3")
    tablet.type(NOTE, "别人", login="inspector.west")
    page = bring_in(world.signed_in("inspector.east"), tablet.save())
    assert words(page, "须由评估人员或管理员导入") == []
    assert heads(world) == {REFUSED: "3"}
    assert kept_files(world) == 1  # the rest may still come in


def test_nothing_comes_in_from_outside_the_importers_area(world: World, tablet: Tablet) -> None:
    tablet.type(REFUSED, "3", login="inspector.west", form="/inspections/r-west_school")
    tablet.type(REFUSED, "3", form="/inspections/no-such-one")
    page = hand_in(world.signed_in("evaluator.east"), tablet.save())
    assert digest(page) == "" and page.text.count("不在您的负责范围内") == 2
    assert "西城" not in page.text and "inspector.west" not in page.text


@pytest.mark.parametrize(
    ("login", "form", "reason"),
    [
        ("inspector.west", FORM, "无权填写这张表"),
        ("clerk.east", FORM, "无权填写这张表"),
        ("reporter.east", f"/self-evaluations/{SCHOOL}", "无权填写这张表"),
    ],
)
def test_nobody_enters_by_a_file_what_they_may_not_enter_themselves(
    world: World, tablet: Tablet, login: str, form: str, reason: str
) -> None:
    tablet.type(REFUSED, "3", login=login, form=form)
    page = hand_in(world.signed_in("administrator.city"), tablet.save())
    assert digest(page) == "" and words(page, reason) == []
    assert heads(world) == {}


def test_the_work_of_a_disabled_account_waits_until_it_is_enabled(world: World, tablet: Tablet) -> None:
    def disabled(value: bool) -> None:
        accounts = table(Account)
        query = accounts.update().where(accounts.c.login == "inspector.east").values(disabled=value)
        world.store.write_now(lambda c: c.execute(query).close())

    tablet.type(REFUSED, "3")
    tablet.operations.append(tablet.operations[0] | {"user": "99999", "id": "stranger", "seq": 2})
    content, evaluator = tablet.save(), world.signed_in("evaluator.east")
    disabled(True)
    page = hand_in(evaluator, content)
    assert digest(page) == "" and words(page, "账号已停用", "账号在本系统中不存在") == []
    disabled(False)
    bring_in(evaluator, content)
    assert heads(world) == {REFUSED: "3"}


def test_a_signed_form_is_named_and_not_handed_in(world: World, tablet: Tablet) -> None:
    tablet.type(REFUSED, "3")
    tablet.intents.append({"user": tablet.user("inspector.east"), "form": FORM})
    page = bring_in(world.signed_in("inspector.east"), tablet.save())
    assert words(page, "抢救文件不代为提交") == []
    assert live_of(world).heads[REFUSED].raw == "3"


def test_a_bad_photo_and_a_strange_entry_keep_nothing_else_out(world: World, tablet: Tablet) -> None:
    tablet.type("no_such_item/value", "3")
    tablet.type(REFUSED, "4")
    tablet.photograph(b"not a photo", name="script.jpg")
    tablet.photograph(photo(), sha256="0" * 64, name="other.jpg")
    tablet.photograph(photo(), id="no uuid", name="strange.jpg")
    page = bring_in(world.signed_in("evaluator.east"), tablet.save())
    assert words(page, "表中没有这一项", "script.jpg", "other.jpg", "strange.jpg") == []
    assert heads(world) == {REFUSED: "4"} and pieces(live_of(world)) == {}


def test_the_roles_that_may_import(world: World) -> None:
    for role in Role:
        status = world.signed_in(f"{role}.east").get("/rescue/import").status_code
        assert status == (200 if role in (Role.inspector, Role.evaluator, Role.administrator) else 403), role
