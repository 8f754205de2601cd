import { expect, test } from "vitest";
import { damageOf, lengthOf, ThirtyLines } from "../../../src/page/exhibit/side.ts";
import { serve } from "../../loopback.ts";

test("what is missing is lost, and what does not belong there is double", () => {
  expect(damageOf("여울", "여울 fast")).toEqual({ lost: 5, doubled: 0 });
  expect(damageOf("여울여울", "여울")).toEqual({ lost: 0, doubled: 2 });
  expect(lengthOf("🏔️".slice(0, 2))).toBe(1);
});

test("the thirty lines die with their connection, and know nothing of the rest", async () => {
  const base = await serve((_, response) => {
    response.write("half an ", () => response.destroy());
  });
  const side = new ThirtyLines(base);
  await side.ask();
  const { text, state, error, requests } = side.getSnapshot();
  expect([text, state, error, requests]).toEqual(["half an ", "dead", null, 1]);
});

test("asking anew counts on, and says how much had come before", async () => {
  let dies = true;
  const base = await serve((_, response) => {
    response.write("half an ", () => (dies ? response.destroy() : response.end("answer")));
  });
  const side = new ThirtyLines(base);
  await side.ask();
  dies = false;
  await side.askAnew();
  const { text, state, requests, anew } = side.getSnapshot();
  expect([text, state, requests, anew]).toEqual(["half an answer", "ended", 2, 8]);
  await side.ask();
  expect(side.getSnapshot()).toMatchObject({ requests: 1, anew: 0 });
});
