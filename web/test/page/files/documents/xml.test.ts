/** XML as programs write it. */

import { expect, test } from "vitest";
import { attributeOf, readXml } from "../../../../src/page/files/documents/xml.ts";

test("names lose their prefixes, entities become what they stand for", () => {
  const tokens = [
    ...readXml('<?xml version="1.0"?><!-- > --><a:b c="1 > 0"/>&#xAC00;&lt;<![CDATA[&<]]></d>'),
  ];
  expect(tokens).toEqual([
    { kind: "open", name: "b", attributes: ' c="1 > 0"/', closed: true },
    { kind: "text", text: "가<" },
    { kind: "text", text: "&<" },
    { kind: "close", name: "d" },
  ]);
});

test("an attribute is found with its prefix, and not within the name of another", () => {
  expect(attributeOf(" w:value=\"1\" w:val='Heading &amp; 1'", "val")).toBe("Heading & 1");
  expect(attributeOf(' w:value="1"', "val")).toBe("");
});

test("what is cut off in the middle of a tag is refused", () => {
  expect(() => [...readXml("<a><b")]).toThrow(RangeError);
});
