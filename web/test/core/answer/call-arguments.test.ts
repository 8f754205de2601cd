import { expect, test } from "vitest";
import { readableArguments } from "../../../src/core/index.ts";

test("each field has a line, and what is empty none of its own", () => {
  const text = '{"city":"서울","days":[1,2],"more":{},"none":[ ],"at":{"x":null}}';
  expect(readableArguments(text)).toBe(
    [
      "{",
      '  "city": "서울",',
      '  "days": [',
      "    1,",
      "    2",
      "  ],",
      '  "more": {},',
      '  "none": [],',
      '  "at": {',
      '    "x": null',
      "  }",
      "}",
    ].join("\n"),
  );
});

test("no value is another than it was, and to read it again changes nothing", () => {
  const exact = '{"id":12345678901234567890,"at":1.50,"9":1,"1":"a\\"}, b","1":2}';
  expect(readableArguments(exact)).toBe(
    '{\n  "id": 12345678901234567890,\n  "at": 1.50,\n  "9": 1,\n  "1": "a\\"}, b",\n  "1": 2\n}',
  );
  expect(readableArguments('{"q":"\\uc11c\\uc6b8 \\ud83c\\udf0a \\\\u0041\\n"}')).toBe(
    '{\n  "q": "서울 🌊 \\\\u0041\\n"\n}',
  );
  const seed = Math.floor(Math.random() * 2 ** 31);
  const values = valuesOf(seed);
  for (let round = 0; round < 300; round += 1) {
    const value = values(4);
    const readable = readableArguments(JSON.stringify(value));
    expect(JSON.parse(readable), `seed ${seed}`).toEqual(value);
    expect(readableArguments(readable), `seed ${seed}`).toBe(readable);
    expect(readable, `seed ${seed}`).toBe(JSON.stringify(value, null, 2));
  }
});

test("what is not whole, too deep for lines, or too long, stays as it is", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const long = `[${"1,".repeat(200_000)}1]`;
  for (const text of ["", '{"city":"서', "not JSON", '{"a":1}}', deep, long])
    expect(readableArguments(text) === text, text.slice(0, 20)).toBe(true);
});

/** Values of JSON, the same for the same seed. */
function valuesOf(seed: number): (depth: number) => unknown {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
  const words = ["", "여울", '"', "\\", "{", "a,b:[]", "\n", "\u2028", "👩‍👩‍👧"];
  const word = (): string => words[below(words.length)] ?? "";
  const value = (depth: number): unknown => {
    switch (below(depth > 0 ? 7 : 5)) {
      case 0:
        return null;
      case 1:
        return below(2) === 0;
      case 2:
        return below(2_000) / 8 - 100;
      case 3:
      case 4:
        return word() + word();
      case 5:
        return Array.from({ length: below(4) }, () => value(depth - 1));
      default:
        return Object.fromEntries(
          Array.from({ length: below(4) }, () => [`${word()}k${below(9)}`, value(depth - 1)]),
        );
    }
  };
  return value;
}
