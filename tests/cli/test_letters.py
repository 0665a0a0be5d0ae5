"""`inspector letter`: the papers of a data file, without a database."""

import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from inspector.cli import main
from tests.web.museum_round import DATA, FOLDER


def letter(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["letters", "write", *arguments])


def text(path: Path) -> str:
    """All that is printed, heads and feet included."""
    with ZipFile(path) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if name.startswith("word/") and ".xml" in name
        ]
    return re.sub(r"<[^>]+>", "", "".join(parts))


@pytest.mark.parametrize(
    ("kind", "unit", "said"),
    [
        ("opinion", "m1", "江南博物馆的无障碍讲解只有其中一种"),
        ("accountability", "south", "牵头单位：市文化局"),
        ("district_report", "south", "按牵头单位列出"),
        ("city_report", "city", "各督导对象评价结果"),
        ("rank_annex", "city", "内部资料"),
        ("notice", "south", "实地督导对象名单"),
        ("situation_circular", "south", "情况的通报"),
    ],
)
def test_each_paper_is_written(tmp_path: Path, kind: str, unit: str, said: str) -> None:
    out = tmp_path / "out.docx"
    given = ("--given", "demand=请各单位对照检查。") if kind == "situation_circular" else ()
    found = letter(kind, str(FOLDER), str(DATA), "--unit", unit, "-o", str(out), *given)
    assert found.exit_code == 0, found.output
    assert said in text(out) and "演示数据" in text(out)


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    for out in (first, second):
        letter("opinion", str(FOLDER), str(DATA), "--unit", "south", "-o", str(out))
    assert first.read_bytes() == second.read_bytes()


def test_a_notice_names_the_team_and_asks_for_a_self_evaluation(tmp_path: Path) -> None:
    out = tmp_path / "out.docx"
    common = ("notice", str(FOLDER), str(DATA), "--unit", "m1", "-o", str(out), "--visit", "2026-03-02")
    letter(*common)
    assert "自评" not in text(out) and "督导组：" not in text(out) and "2026年3月2日" in text(out)
    letter(
        *common,
        "--leader",
        "李督学",
        "--member",
        "王督学",
        "--self-evaluation",
        "2026-02-20",
        "--contact",
        "联系人：张某",
    )
    assert (
        "组长李督学；成员王督学。" in text(out) and "于2026年2月20日前报" in text(out) and "联系人：张某" in text(out)
    )


def test_places_stand_in_the_report_only_when_they_are_published(tmp_path: Path) -> None:
    out = tmp_path / "out.docx"
    common = ("city_report", str(FOLDER), str(DATA), "--unit", "city", "-o", str(out))
    letter(*common)
    assert "位次" not in text(out)
    letter(*common, "--publication", "ranks")
    assert "附件页" not in text(out) and "位次表" in text(out)
    letter(*common, "--publication", "met_only")
    assert "等次" not in text(out).replace("权重和等次由督导机构自定", "")


def test_a_districts_report_stands_beside_the_earlier_data_file(tmp_path: Path) -> None:
    out, before = tmp_path / "out.docx", tmp_path / "before.json"
    raw = json.loads(DATA.read_text(encoding="utf-8")) | {"title": "东江市2025年专项督导", "as_of": "2025-01-10"}
    next(unit for unit in raw["units"] if unit["id"] == "south")["answers"]["braille_books"] = 99  # 100 are needed
    before.write_text(json.dumps(raw), encoding="utf-8")
    common = ("district_report", str(FOLDER), str(DATA), "--unit", "south", "-o", str(out))
    letter(*common)
    assert "与上次督导比较" not in text(out)
    assert letter(*common, "--earlier", str(before)).exit_code == 0
    assert "上次督导为东江市2025年专项督导，截至日期2025年1月10日。" in text(out)
    assert "上次未达到、本次已达到的观测点1项：盲文书每名读者不少于4册。" in text(out)


def test_terms_run_from_the_notice_once_it_is_known(tmp_path: Path) -> None:
    out = tmp_path / "out.docx"
    common = ("opinion", str(FOLDER), str(DATA), "--unit", "m1", "-o", str(out))
    letter(*common)
    assert "2026年4月2日前" not in text(out)
    letter(*common, "--given", "heard_on=2026-01-20", "--notice", "2026-02-01")
    assert "经于2026年1月20日听取" in text(out) and "2026年4月2日前" in text(out)  # 60 days: 27 + 31 + 2
    letter("preliminary_opinion", *common[1:], "--given", "reply_by=2026-01-15")
    assert "征求意见稿" in text(out) and "请于2026年1月15日前书面提出陈述和申辩" in text(out)


def test_what_a_paper_asks_for_is_given_by_name(tmp_path: Path) -> None:
    out = tmp_path / "out.docx"
    common = ("rectification_notice", str(FOLDER), str(DATA), "--unit", "m1", "-o", str(out), "--visit", "2026-01-12")
    assert "report_by" in letter(*common).output
    given = ("--given", "inspector=李督学", "--given", "report_by=2026-03-01", "--given", "report_to=市文化局")
    assert letter(*common, *given).exit_code == 0
    assert "2026年1月12日，李督学根据" in text(out) and "于2026年3月1日前将整改情况和证明材料书面报市文化局" in text(
        out
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("verdict", str(FOLDER), str(DATA), "--unit", "m1"),
        ("opinion", str(FOLDER), str(DATA), "--unit", "nobody"),
        ("opinion", str(FOLDER), str(DATA), "--unit", "m1", "--scheme", "none"),
        ("opinion", str(FOLDER), str(DATA), "--unit", "m1", "--notice", "soon"),
        ("opinion", str(FOLDER), str(FOLDER / "none.json"), "--unit", "m1"),
        ("opinion", str(FOLDER), str(DATA)),
        ("opinion", str(FOLDER), str(DATA), "--unit", "m1", "--given", "nothing"),
        ("opinion", str(FOLDER), str(DATA), "--unit", "m1", "--given", "colour=red"),
        ("opinion", str(FOLDER), str(DATA), "--unit", "m1", "--given", "heard_on=soon"),
        ("preliminary_opinion", str(FOLDER), str(DATA), "--unit", "m1"),
    ],
)
def test_wrong_use_ends_with_2_and_writes_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    out = tmp_path / "out.docx"
    found = letter(*arguments, "-o", str(out))
    assert found.exit_code == 2 and not out.exists() and "Traceback" not in found.output


def test_a_broken_data_file_is_told_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"units": 3}', encoding="utf-8")
    found = letter("opinion", str(FOLDER), str(broken), "--unit", "m1", "-o", str(tmp_path / "out.docx"))
    assert found.exit_code == 1 and "units" in found.output


def test_help_shows_an_example() -> None:
    assert "Example: inspector letters write opinion" in letter("--help").output
