// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { spokenText } from "../../../src/markdown/spoken/index.ts";

test("code, buttons and the source of formulas are not read, and blocks stay apart", () => {
  const place = document.createElement("article");
  place.innerHTML = `<div class="markdown"><h2>Ford</h2><p>Shallow.<button>x</button></p>
<div class="code"><pre>go()</pre></div><table><tr><td>a</td><td>b</td></tr></table></div>`;
  expect(spokenText(place).split(/\s*\n\s*/)).toEqual(["Ford", "Shallow.", "a, b,"]);
  expect(spokenText(null)).toBe("");
});
