// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { ThinkingSwitch } from "../../../src/page/models/thinking.tsx";
import type { Answer } from "../../../src/protocol/index.ts";
import { answered, model } from "../../core/fake-api.ts";

afterEach(cleanup);

test("a model of which nobody tells can be switched off once it has thought, and on again", () => {
  const wishes: unknown[] = [];
  const said = (thinking: boolean | null, fields: Partial<Answer>) => {
    const message = answered({ model: "Birch", ...fields });
    return (
      <ThinkingSwitch
        model={model("Birch", { thinks: null })}
        branch={[{ message, versions: [message.id], index: 0, stream: null }]}
        thinking={thinking}
        onChange={(wish) => wishes.push(wish)}
      />
    );
  };
  const { rerender } = render(said(null, {}));
  expect(screen.queryByRole("button")).toBeNull();
  rerender(said(null, { model: "Oak", reasoning: "Hm." }));
  expect(screen.queryByRole("button")).toBeNull();
  rerender(said(null, { reasoning: "Hm." }));
  fireEvent.click(screen.getByRole("button", { name: "Think first" }));
  rerender(said(false, {}));
  fireEvent.click(screen.getByRole("button", { name: "Think first" }));
  expect(wishes).toEqual([false, null]);
});
