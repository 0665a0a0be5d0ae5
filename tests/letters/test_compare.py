"""Two versions beside each other: every word of both is there, and only what differs is marked."""

import io
import zipfile
from contextlib import suppress

import docx
import pytest
from docx.oxml import OxmlElement
from hypothesis import given
from hypothesis import strategies as st

from inspector.letters.compare import Line, Pair, UnreadableLetter, compare, texts_of
from inspector.letters.drafting import render
from tests.letters.samples import OPINION, reference


def of(*texts: str) -> tuple[Line, ...]:
    return tuple(Line((text,)) for text in texts)


def marked(pair: Pair) -> tuple[str, str]:
    left = "".join(f"[{piece.text}]" if piece.change == "gone" else piece.text for piece in pair.before)
    right = "".join(f"[{piece.text}]" if piece.change == "new" else piece.text for piece in pair.after)
    return left, right


def saved(document: docx.document.Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_changed_number_is_marked_as_a_whole() -> None:
    (pair,) = compare(of("生均公用经费5800元，低于7000元。"), of("生均公用经费6200元，低于7000元。"))
    assert marked(pair) == ("生均公用经费[5800]元，低于7000元。", "生均公用经费[6200]元，低于7000元。")


def test_a_paragraph_taken_out_and_one_put_in_stand_alone() -> None:
    found = compare(of("一、总体评价", "未建成资源教室。", "完"), of("一、总体评价", "完", "另请报送材料"))
    assert [marked(pair) for pair in found] == [
        ("一、总体评价", "一、总体评价"),
        ("[未建成资源教室。]", ""),
        ("完", "完"),
        ("", "[另请报送材料]"),
    ]


def test_rows_are_compared_with_rows_only() -> None:
    before = (Line(("1", "东城区", "30日"), row=True), Line(("说明",)))
    after = (Line(("1", "东城区", "60日"), row=True), Line(("说明",)))
    first, second = compare(before, after)
    assert first.row and marked(first) == ("1｜东城区｜[30]日", "1｜东城区｜[60]日")
    assert not second.changed


LINES = st.lists(st.builds(lambda t, row: Line((t,), row), st.text("甲乙12 ", min_size=1), st.booleans()), max_size=8)


@given(LINES, LINES)
def test_each_side_is_the_whole_of_its_file_in_order(before: list[Line], after: list[Line]) -> None:
    found = compare(before, after)
    left = ["".join(piece.text for piece in pair.before) for pair in found if pair.before]
    right = ["".join(piece.text for piece in pair.after) for pair in found if pair.after]
    assert left == [line.text for line in before] and right == [line.text for line in after]
    assert any(pair.changed for pair in found) == (before != after)


def test_our_own_letter_is_read_in_full_and_equals_itself() -> None:
    content = render(OPINION, reference())
    found = texts_of(content)
    assert any(line.text == "一、督导评价" for line in found)
    assert not any(pair.changed for pair in compare(found, texts_of(content)))


def test_text_that_was_deleted_with_tracked_changes_is_not_there_any_more() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("限期30日")._p
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = "60日"
    run.append(text)
    deleted.append(run)
    paragraph.append(deleted)
    assert texts_of(saved(document)) == (Line(("限期30日",)),)


def test_tables_and_breaks_are_read_as_the_reader_sees_them() -> None:
    document = docx.Document()
    document.add_paragraph("第一行").add_run("\n第二行")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "乙\n丙"
    assert texts_of(saved(document)) == (Line(("第一行\n第二行",)), Line(("甲", "乙\n丙"), row=True))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no file at all", saved(docx.Document())[:900]])
def test_what_is_no_word_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(UnreadableLetter):
        texts_of(content)


SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(document: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
    return target.getvalue()


def test_a_small_file_that_unpacks_to_millions_of_paragraphs_is_not_read() -> None:
    with pytest.raises(UnreadableLetter):
        texts_of(packed(f"<w:document {SPACE}><w:body>{'<w:p/>' * 1_000_001}</w:body></w:document>"))


def test_a_file_damaged_at_any_byte_is_read_or_refused() -> None:
    whole = packed(f"<w:document {SPACE}><w:body>{'<w:p><w:r><w:t>甲</w:t></w:r></w:p>' * 9}</w:body></w:document>")
    for place in range(4, len(whole)):
        for value in (0, 0x7F, 0xFF):
            with suppress(UnreadableLetter):
                texts_of(whole[:place] + bytes([value]) + whole[place + 1 :])


def test_a_text_of_twenty_thousand_characters_is_compared_whole() -> None:
    for before, after in (("甲" * 20_000, "甲" * 19_999 + "乙"), ("甲乙" * 10_000, "乙丙" * 10_000)):
        found = compare([Line((before,))], [Line((after,))])
        assert "".join(one.text for pair in found for one in pair.before) == before
        assert "".join(one.text for pair in found for one in pair.after) == after
        assert all(pair.changed for pair in found)
