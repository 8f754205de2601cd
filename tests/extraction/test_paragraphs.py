"""Paragraphs of word processors as text: as the page reads them."""

from __future__ import annotations

from xml.parsers import expat

import pytest

from yeoul.extraction.paragraphs import MOST_TABLES_DEEP, ParagraphReader


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text: str) -> str:
    return f"<w:tc><w:p>{run(text)}</w:p></w:tc>"


def text_of(body: str) -> str:
    reader = ParagraphReader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.open
    parser.EndElementHandler = reader.close
    parser.CharacterDataHandler = reader.add_text
    parser.Parse(f"<w:body>{body}</w:body>", True)
    return reader.text()


def test_paragraphs_headings_lists_and_breaks_have_the_signs_of_markdown() -> None:
    body = f"""
    <w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>{run("제목 &amp; 부제")}</w:p>
    <w:p>{run("한 ")}{run("줄")}<w:r><w:br/></w:r>{run("다음")}</w:p>
    <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>{run("첫째")}</w:p>
    <w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>{run("new")}</w:ins></w:p>
    """
    assert text_of(body) == "## 제목 & 부제\n한 줄\n다음\n- 첫째\nnew\n"


def test_a_table_is_one_of_markdown_whatever_is_in_its_cells() -> None:
    table = f"<w:tbl><w:tr>{cell('a|b')}{cell('c')}</w:tr><w:tr>{cell('1')}</w:tr></w:tbl>"
    assert text_of(table) == "\n\n| a\\|b | c |\n| --- | --- |\n| 1 |  |\n\n"


def test_a_table_of_one_cell_is_a_frame_around_text() -> None:
    assert text_of(f"<w:tbl><w:tr>{cell('note')}</w:tr></w:tbl>").strip() == "note"


def test_a_text_box_that_is_there_twice_is_read_once() -> None:
    box = (
        f"<mc:AlternateContent><mc:Choice><w:p>{run('box')}</w:p></mc:Choice>"
        f"<mc:Fallback><w:p>{run('box')}</w:p></mc:Fallback></mc:AlternateContent>"
    )
    assert text_of(box) == "box\n"


def test_tab_stops_of_a_style_are_no_tabs() -> None:
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    assert text_of(f"<w:p>{stops}{run('a')}<w:r><w:tab/></w:r>{run('b')}</w:p>") == "a\tb\n"


def test_tables_within_tables_have_an_end() -> None:
    deep = MOST_TABLES_DEEP + 1
    with pytest.raises(ValueError, match="tables within tables"):
        text_of("<w:tbl><w:tr><w:tc>" * deep + "</w:tc></w:tr></w:tbl>" * deep)
