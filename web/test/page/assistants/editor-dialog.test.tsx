// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { AssistantFields } from "../../../src/core/assistants/index.ts";
import { Client } from "../../../src/core/index.ts";
import { EditorDialog } from "../../../src/page/assistants/editor-dialog.tsx";
import { ApiError, type Assistant } from "../../../src/protocol/index.ts";
import { ClientProvider } from "../../../src/react/index.ts";
import { fakeApi, model } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { settle } from "../../runtime/fake-clock.ts";
import { FERRYMAN } from "./ferryman.ts";

afterEach(cleanup);

async function show(assistant: Assistant | null, refuses: ApiError | null = null) {
  const saved: AssistantFields[] = [];
  let closed = 0;
  const api = fakeApi({ models: async () => [model("m", { title: "Alder" })] });
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  await client.loadModels();
  const onSave = async (fields: AssistantFields): Promise<void> => {
    if (refuses !== null) throw refuses;
    saved.push(fields);
  };
  render(
    <ClientProvider client={client}>
      <EditorDialog assistant={assistant} onSave={onSave} onClose={() => (closed += 1)} />
    </ClientProvider>,
  );
  const field = (name: string): HTMLInputElement => screen.getByLabelText(name);
  const write = (name: string, value: string) =>
    fireEvent.change(field(name), { target: { value } });
  const save = async (): Promise<void> => {
    fireEvent.submit(screen.getByRole("button", { name: "Save" }).closest("form") as HTMLElement);
    await act(settle);
  };
  return { saved, field, write, save, closed: () => closed };
}

const UNSET = { temperature: null, top_p: null, max_tokens: null, seed: null, thinking: null };

test("what is written is kept, a question to begin with for each line", async () => {
  const { saved, write, save, closed } = await show(null);
  write("Name", "Ferryman");
  write("Questions to begin with", " one \n\n two\n");
  write("Model", "m");
  write("Temperature", "0.5");
  await save();
  expect(saved).toEqual([
    {
      ...{ name: "Ferryman", description: "", instructions: "", model: "m" },
      ...{ starters: ["one", "two"], parameters: { ...UNSET, temperature: 0.5 } },
    },
  ]);
  expect(closed()).toBe(1);
});

test("questions with several lines stay as they are, unless somebody writes there", async () => {
  const { saved, field, write, save } = await show(FERRYMAN);
  expect(field("Questions to begin with").value).toBe("Is it deep here?\ntwo lines");
  write("Name", "Pilot");
  await save();
  write("Questions to begin with", "two lines");
  await save();
  expect(saved.map(({ starters }) => starters)).toEqual([FERRYMAN.starters, ["two lines"]]);
});

test("nothing is kept without a name, with a wrong number, or with too many questions", async () => {
  const { saved, field, write, save } = await show(null);
  await save();
  expect(document.activeElement).toBe(field("Name"));
  expect(screen.getByText("A name is missing.")).toBeTruthy();
  write("Name", "Ferryman");
  write("Temperature", "3");
  await save();
  expect(document.activeElement).toBe(field("Temperature"));
  write("Temperature", "");
  write("Questions to begin with", "a\n".repeat(9));
  await save();
  expect(document.activeElement).toBe(field("Questions to begin with"));
  write("Questions to begin with", "a".repeat(1_001));
  await save();
  expect(saved).toEqual([]);
});

test("a model that is not here stays chosen, and is said not to be", async () => {
  const { saved, field, save } = await show({ ...FERRYMAN, model: "gone" });
  expect(field("Model").value).toBe("gone");
  expect(screen.getByText("gone (not available now)")).toBeTruthy();
  await save();
  expect(saved[0]?.model).toBe("gone");
});

test("what the server refuses is said, and what was written stays", async () => {
  const detail = "You have 100 assistants.";
  const error = new ApiError({ status: 409, code: "x", detail, retryable: false });
  const { field, save, closed } = await show(FERRYMAN, error);
  await save();
  expect(screen.getByText(detail)).toBeTruthy();
  expect([field("Name").value, closed()]).toEqual(["Ferryman", 0]);
});

test("what was written is not thrown away before it was asked", async () => {
  const { field, write, closed } = await show(FERRYMAN);
  const click = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
  write("Name", "Pilot");
  click("Close");
  expect(screen.getByText("What you have written is not saved.")).toBeTruthy();
  click("Keep writing");
  expect(field("Name").value).toBe("Pilot");
  click("Cancel");
  expect(closed()).toBe(0);
  click("Discard");
  expect(closed()).toBe(1);
});

test("an editor in which nothing was written closes at once", async () => {
  const { closed } = await show(FERRYMAN);
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(closed()).toBe(1);
});
