import { expect, test } from "vitest";
import { itemsOf } from "../../../../src/page/settings/import/json-items.ts";

async function* inChunks(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function itemsIn(text: string, size: number): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of itemsOf(inChunks(text, size))) items.push(JSON.parse(item));
  return items;
}

const ITEMS = [
  { id: "a", list: [{ in: "one" }], text: 'a "quoted" \\ } ] [ { text' },
  { id: "b", text: "ends with a backslash \\", deep: { deeper: [[{}]] } },
  { id: "여울 🌊", text: '\\\\"' },
];

test.each([1, 2, 3, 7, 64, 10_000])("items are found wherever chunks of %i end", async (size) => {
  expect(await itemsIn(JSON.stringify(ITEMS), size)).toEqual(ITEMS);
  const whole = { format: "x", version: 1, first: { not: "an item" }, conversations: ITEMS };
  expect(await itemsIn(JSON.stringify(whole, null, 2), size)).toEqual(ITEMS);
});

test("what is no list of objects has none", async () => {
  for (const text of ['{"a":{"b":{"c":[1]}}}', "[1,2]", '"[{}]"', ""])
    expect(await itemsIn(text, 4), text).toEqual([]);
});

test("a text that ends in the middle is not taken for a whole one", async () => {
  const cut = JSON.stringify(ITEMS).slice(0, -9);
  await expect(itemsIn(cut, 16)).rejects.toThrow(SyntaxError);
});
