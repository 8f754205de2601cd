// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyView } from "../../../src/core/conversation/conversation-view.ts";
import {
  type BranchMessage,
  Client,
  type ConversationView,
  Store,
} from "../../../src/core/index.ts";
import { ModelPicker, useChosenModel } from "../../../src/page/composer/model-picker.tsx";
import { useDraft } from "../../../src/page/composer/use-draft.ts";
import { Preferences, PreferencesProvider } from "../../../src/page/preferences.tsx";
import { ClientProvider } from "../../../src/react/index.ts";
import { fakeApi } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";

const TITLES = ["Alder", "Birch", "Beech"];

afterEach(cleanup);
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

const QUESTION = {
  ...{ id: "q1", conversation_id: "", parent_id: null, created_at: "2026-01-01T00:00:00Z" },
  role: "user" as const,
  text: "Hi",
};
const ASKED: readonly BranchMessage[] = [
  { message: QUESTION, versions: ["q1"], index: 0, stream: null },
];

function Picker({ conversation }: { conversation: Store<ConversationView> }) {
  const { draft, view } = useDraft(conversation);
  const { branch } = conversation.getSnapshot();
  return <ModelPicker chosen={useChosenModel(draft, view.model, branch)} />;
}

async function show(branch: readonly BranchMessage[] = [], id: string | null = null) {
  const models = async () =>
    TITLES.map((title, at) => ({ id: title, title, provider: "embedded", default: at === 1 }));
  const client = new Client({
    transport: new ScriptedTransport(),
    api: fakeApi({ models }),
    clock: new FakeClock(),
    changes: () => undefined,
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
  });
  await client.loadModels();
  const conversation = new Store({ ...emptyView(id), branch });
  render(
    <PreferencesProvider value={new Preferences()}>
      <ClientProvider client={client}>
        <Picker conversation={conversation} />
        <button type="button">Elsewhere</button>
      </ClientProvider>
    </PreferencesProvider>,
  );
  await act(settle);
}

const button = (): HTMLElement => screen.getByRole("button", { name: "Model" });
const focused = (): string | null | undefined =>
  document.activeElement?.querySelector(".menu-title")?.textContent;

function press(key: string): void {
  fireEvent.keyDown(document.activeElement ?? document.body, { key });
}

test("the menu opens at the model that is chosen, and keys go through all", async () => {
  await show();
  button().focus();
  press("ArrowDown");
  expect(focused()).toBe("Birch");
  const steps = [
    ["ArrowDown", "Beech"],
    ["ArrowDown", "Alder"],
    ["ArrowUp", "Beech"],
    ["Home", "Alder"],
    ["End", "Beech"],
  ] as const;
  for (const [key, title] of steps) {
    press(key);
    expect(focused()).toBe(title);
  }
});

test("the first letters of a title lead to it", async () => {
  await show();
  button().focus();
  press("ArrowDown");
  press("a");
  expect(focused()).toBe("Alder");
  press("x");
  expect(focused()).toBe("Alder");
});

test("only the button is a stop of the Tab key", async () => {
  await show();
  fireEvent.click(button());
  for (const item of screen.getAllByRole("menuitemradio")) expect(item.tabIndex).toBe(-1);
});

test("Escape closes the menu and goes back to its button", async () => {
  await show();
  fireEvent.click(button());
  press("Escape");
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(button());
});

test("a menu that the focus leaves is closed", async () => {
  await show();
  fireEvent.click(button());
  act(() => screen.getByRole("button", { name: "Elsewhere" }).focus());
  expect(screen.queryByRole("menu")).toBeNull();
});

test("a model picked while the first question is on its way is that of the next", async () => {
  await show(ASKED, "c1");
  fireEvent.click(button());
  fireEvent.click(screen.getByText("Alder"));
  expect(document.activeElement).toBe(button());
  expect(sessionStorage.getItem("yeoul.model.c1")).toBe("Alder");
});

test("what runs a model is told in words, not by its inner id", async () => {
  await show();
  fireEvent.click(button());
  expect(screen.getByRole("menu").textContent).toContain("Built in");
  expect(screen.getByRole("menu").textContent).not.toContain("embedded");
});
