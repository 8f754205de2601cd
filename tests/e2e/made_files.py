"""Documents made for a test, byte by byte: as Word, Hangul and old Korean programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

#: Where the first line of a page stands, and how far below the next one, in points.
TOP, LEADING = 800, 18
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def docx(paragraphs: Sequence[str], table: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a Word document; the first paragraph is a heading."""
    first, *others = (
        f'<w:r><w:t xml:space="preserve">{escape(each)}</w:t></w:r>' for each in paragraphs
    )
    rows = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:r><w:t>{escape(cell)}</w:t></w:r></w:p></w:tc>" for cell in row)
        + "</w:tr>"
        for row in table
    )
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{first}</w:p>'
        + "".join(f"<w:p>{each}</w:p>" for each in others)
        + (f"<w:tbl>{rows}</w:tbl>" if rows else "")
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'{HEAD}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return _archive({"[Content_Types].xml": "<Types/>", "word/document.xml": text})


def hwpx(sections: Sequence[Sequence[str]]) -> bytes:
    """Return a document of Hangul, with the paragraphs of each section."""
    space = "http://www.hancom.co.kr/hwpml/2011/paragraph"
    files = {"mimetype": "application/hwp+zip"}
    for number, paragraphs in enumerate(sections):
        body = "".join(
            f'<hp:p id="0"><hp:run charPrIDRef="0"><hp:t>{escape(each)}</hp:t></hp:run></hp:p>'
            for each in paragraphs
        )
        files[f"Contents/section{number}.xml"] = (
            f'{HEAD}<hs:sec xmlns:hs="s" xmlns:hp="{space}">{body}</hs:sec>'
        )
    return _archive(files)


def _archive(files: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def korean_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF whose Korean font is not in it, in the encoding of Windows (KSCms-UHC-H)."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HYSMyeongJo-Medium /Encoding /KSCms-UHC-H"
        b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /DW 1000"
        b" /BaseFont /HYSMyeongJo-Medium"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >>"
        b" /FontDescriptor << /Type /FontDescriptor /FontName /HYSMyeongJo-Medium"
        b" /Flags 6 /ItalicAngle 0"
        b" /FontBBox [0 -148 1001 880] /Ascent 880 /Descent -148 /CapHeight 880 /StemV 93 >> >>] >>"
    )
    contents = []
    for lines in pages:
        shown = b"".join(
            b"1 0 0 1 60 %d Tm <%s> Tj\n"
            % (TOP - LEADING * at, line.encode("cp949").hex().encode())
            for at, line in enumerate(lines)
        )
        contents.append(b"BT /F1 11 Tf\n" + shown + b"ET")
    return _pdf(contents, b"/Font << /F1 3 0 R >>", [font])


def scanned_pdf(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a PDF of one page that is a grey photo of ``width`` × ``height`` pixels."""
    head = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>" % (width, height, len(jpeg))
    )
    picture = head + b"\nstream\n" + jpeg + b"\nendstream"
    place = b"q 595 0 0 %d 0 %d cm /Im1 Do Q" % (595 * height // width, 842 - 595 * height // width)
    return _pdf([place], b"/XObject << /Im1 3 0 R >>", [picture])


def _pdf(contents: Sequence[bytes], resources: bytes, others: Sequence[bytes]) -> bytes:
    """Return a PDF with a page for each of ``contents``; ``others`` are its objects from 3 on."""
    first = 3 + len(others)
    kids = b" ".join(b"%d 0 R" % (first + 2 * at) for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        *others,
    ]
    for at, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            b" /Resources << %s >> /Contents %d 0 R >>" % (resources, first + 2 * at + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    return bytes(made)
