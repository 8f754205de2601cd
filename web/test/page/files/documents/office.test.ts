/** The text of documents of Word and Hangul, as their programs write them. */

import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { officeText } from "../../../../src/page/files/documents/office.ts";
import { textOfParagraphs } from "../../../../src/page/files/documents/paragraphs.ts";

/** An archive with these files; none of it is checked by what reads it but the places. */
function archive(files: Readonly<Record<string, string>>): Blob {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const list: Uint8Array<ArrayBuffer>[] = [];
  let place = 0;
  for (const [name, text] of Object.entries(files)) {
    const named = new TextEncoder().encode(name);
    const packed = new Uint8Array(deflateRawSync(text));
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    head.setUint16(26, named.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, 8, true);
    entry.setUint32(20, packed.length, true);
    entry.setUint16(28, named.length, true);
    entry.setUint32(42, place, true);
    pieces.push(new Uint8Array(head.buffer), named, packed);
    list.push(new Uint8Array(entry.buffer), named);
    place += 30 + named.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, Object.keys(files).length, true);
  end.setUint32(
    12,
    list.reduce((sum, { length }) => sum + length, 0),
    true,
  );
  end.setUint32(16, place, true);
  return new Blob([...pieces, ...list, new Uint8Array(end.buffer)]);
}

const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;

test("paragraphs, headings, lists and breaks of Word are lines with the signs of Markdown", () => {
  const xml = `<?xml version="1.0"?><w:document><w:body>
    <w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>${run("제목 &amp; 부제")}</w:p>
    <w:p>${run("한 ")}${run("줄")}<w:r><w:br/></w:r>${run("다음")}</w:p>
    <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>${run("첫째")}</w:p>
    <w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>${run("new")}</w:ins></w:p>
  </w:body></w:document>`;
  expect(textOfParagraphs(xml)).toBe("## 제목 & 부제\n한 줄\n다음\n- 첫째\nnew\n");
});

test("a table is one of Markdown, whatever is in its cells", () => {
  const cell = (text: string) => `<w:tc><w:p>${run(text)}</w:p></w:tc>`;
  const xml = `<w:tbl><w:tr>${cell("a|b")}${cell("c")}</w:tr><w:tr>${cell("1")}</w:tr></w:tbl>`;
  expect(textOfParagraphs(xml)).toBe("\n\n| a\\|b | c |\n| --- | --- |\n| 1 |  |\n\n");
});

test("a text box that is there twice, for older programs too, is read once", () => {
  const xml = `<mc:AlternateContent><mc:Choice><w:p>${run("box")}</w:p></mc:Choice>
    <mc:Fallback><w:p>${run("box")}</w:p></mc:Fallback></mc:AlternateContent>`;
  expect(textOfParagraphs(xml)).toBe("box\n");
});

test("the sections of a Hangul document come in their order, the tenth behind the ninth", async () => {
  const section = (text: string) =>
    `<hs:sec><hp:p><hp:run><hp:t>${text}<hp:tab width="1"/>x</hp:t></hp:run></hp:p></hs:sec>`;
  const names = [10, 9, 0].map((number) => [`Contents/section${number}.xml`, section(`${number}`)]);
  const file = archive({ mimetype: "application/hwp+zip", ...Object.fromEntries(names) });
  expect(await officeText(file, "hwpx")).toBe("0\tx\n\n9\tx\n\n10\tx");
});

test("what is no document of its kind, or is damaged, is refused", async () => {
  await expect(officeText(archive({ "a.txt": "a" }), "docx")).rejects.toThrow(RangeError);
  await expect(officeText(new Blob(["PK"]), "docx")).rejects.toThrow(RangeError);
  const cut = archive({ "word/document.xml": "<w:p><w:t>a<<<" });
  await expect(officeText(cut, "docx")).rejects.toThrow(RangeError);
});
