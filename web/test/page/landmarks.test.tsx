// @vitest-environment happy-dom

import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { around, find, findAll, mark } from "../../src/page/landmarks.ts";

afterEach(cleanup);

test("what is marked is found, from inside and from outside, and nothing else", () => {
  const { container } = render(
    <main>
      <article {...mark("message")} id="a">
        <i {...mark("versions")} />
      </article>
      <article {...mark("message", "edited-question")} id="b" />
      <article {...mark(null)} id="c" />
    </main>,
  );
  expect(findAll("message", container).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(find("edited-question", container)?.id).toBe("b");
  expect(find("search-box", container)).toBeNull();
  expect(around("message", find("versions", container))?.id).toBe("a");
  expect(around("message", container)).toBeNull();
});

test("nowhere there is nothing", () => {
  expect([find("message", null), findAll("message", undefined), around("message", null)]).toEqual([
    null,
    [],
    null,
  ]);
});
