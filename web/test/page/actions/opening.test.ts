import { expect, test } from "vitest";
import { openingWishes, PLAIN } from "../../../src/page/actions/opening.ts";
import { FERRYMAN } from "../assistants/ferryman.ts";

test("a plain chat is begun with the instructions of the settings, if there are any", () => {
  expect(openingWishes(PLAIN, " Be brief. ")).toEqual({ system: "Be brief." });
  expect(openingWishes(PLAIN, " ")).toEqual({});
  expect(openingWishes({ ...PLAIN, system: "", temporary: true }, "Be brief.")).toEqual({
    temporary: true,
  });
});

test("an assistant brings its own instructions, in the place of those of the settings", () => {
  const opening = { ...PLAIN, assistant: FERRYMAN };
  expect(openingWishes(opening, "Be brief.")).toEqual({ assistant_id: "a1" });
});

test("what is chosen besides goes before what the assistant brings, also if that is nothing", () => {
  const opening = { ...PLAIN, assistant: FERRYMAN, parameters: { seed: 7, top_p: null } };
  expect(openingWishes({ ...opening, system: "Be a pilot." }, "Be brief.")).toEqual({
    assistant_id: "a1",
    seed: 7,
    top_p: null,
    system: "Be a pilot.",
  });
  expect(openingWishes({ ...opening, system: "" }, "Be brief.")).toMatchObject({ system: "" });
});
