// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyView } from "../../../src/core/conversation/conversation-view.ts";
import {
  type BranchMessage,
  Client,
  type ConversationView,
  Store,
} from "../../../src/core/index.ts";
import { beginWith } from "../../../src/page/assistants/begin-with.ts";
import { useDraft } from "../../../src/page/composer/use-draft.ts";
import { lateModels } from "../../../src/page/models/late-models.ts";
import {
  type ChosenModel,
  ModelPicker,
  useChosenModel,
} from "../../../src/page/models/model-picker.tsx";
import { openWay } from "../../../src/page/models/ways.ts";
import { Preferences, PreferencesProvider } from "../../../src/page/preferences.tsx";
import type { Assistant, Model } from "../../../src/protocol/index.ts";
import { ClientProvider } from "../../../src/react/index.ts";
import { answered, fakeApi, model } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { FakeClock, settle } from "../../runtime/fake-clock.ts";
import { FERRYMAN } from "../assistants/ferryman.ts";

const FEW = ["Alder", "Birch", "Beech"].map((title, at) => model(title, { default: at === 1 }));
const MANY = [...FEW, ...Array.from({ length: 9 }, (_, at) => model(`Willow ${at}`))];

beforeAll(async () => {
  lateModels.begin();
  await import("../../../src/page/models/all-models.ts");
});
afterEach(cleanup);
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  openWay.set(null);
  beginWith.set(null);
});

const QUESTION = {
  ...{ id: "q1", conversation_id: "", parent_id: null, created_at: "2026-01-01T00:00:00Z" },
  role: "user" as const,
  text: "Hi",
};
const ASKED: readonly BranchMessage[] = [
  { message: QUESTION, versions: ["q1"], index: 0, stream: null },
];

let chosen: ChosenModel;

interface PickerProps {
  conversation: Store<ConversationView>;
  /** The model of the assistant that the conversation is to begin with. */
  brought: string | null;
}

function Picker({ conversation, brought }: PickerProps) {
  const { draft, view } = useDraft(conversation);
  const { branch } = conversation.getSnapshot();
  chosen = useChosenModel(draft, view.model, branch, brought);
  return <ModelPicker chosen={chosen} />;
}

interface Given {
  brought?: string | null;
  assistants?: readonly Assistant[];
}

async function show(
  models: readonly Model[] = FEW,
  branch: readonly BranchMessage[] = [],
  id: string | null = null,
  { brought = null, assistants = [] }: Given = {},
) {
  const client = new Client({
    transport: new ScriptedTransport(),
    api: fakeApi({
      models: async () => models,
      call: async (_method, path, decode) =>
        decode(path === "/assistants" ? { assistants, deleted: [] } : undefined),
    }),
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
        <Picker conversation={conversation} brought={brought} />
        <button type="button">Elsewhere</button>
      </ClientProvider>
    </PreferencesProvider>,
  );
  await act(settle);
}

const button = (): HTMLElement => screen.getByRole("button", { name: "Model" });
/** The title of the option that Enter chooses. */
const active = (): string | null | undefined => {
  const id = document.activeElement?.getAttribute("aria-activedescendant") ?? "";
  return document.getElementById(id)?.firstElementChild?.textContent;
};

function press(key: string): void {
  fireEvent.keyDown(document.activeElement ?? document.body, { key });
}

test("the menu opens at the model that is chosen, and keys go through all", async () => {
  await show();
  button().focus();
  press("ArrowDown");
  expect(active()).toBe("Birch");
  const steps = [
    ["ArrowDown", "Beech"],
    ["ArrowUp", "Birch"],
    ["Home", "Alder"],
    ["PageDown", undefined],
  ] as const;
  for (const [key, title] of steps) {
    press(key);
    expect(active()).toBe(title);
  }
});

test("below the last model the arrows lead to the ways to more of them, and around", async () => {
  await show();
  fireEvent.click(button());
  press("ArrowDown");
  press("ArrowDown");
  const all = screen.getByRole("button", { name: "All assistants…" });
  expect(document.activeElement).toBe(all);
  press("ArrowUp");
  expect(active()).toBe("Beech");
  press("End");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Download a model" }));
  press("ArrowDown");
  expect(active()).toBe("Alder");
});

test("a model that an assistant brings is shown, and left to the server to find", async () => {
  await show(FEW, [], null, { brought: "Beech" });
  expect([chosen.model?.id, chosen.missing, chosen.ask]).toEqual(["Beech", "", {}]);
  fireEvent.click(button());
  press("Home");
  press("Enter");
  expect([chosen.model?.id, chosen.ask]).toEqual(["Alder", { model: "Alder" }]);
});

test("for a model that an assistant brings in vain another one answers, and that is said", async () => {
  await show(FEW, [], null, { brought: "gone" });
  expect([chosen.model?.id, chosen.missing, chosen.ask]).toEqual(["Birch", "gone", {}]);
});

test("a conversation that goes on asks its own model, whatever its assistant has brought", async () => {
  await show(FEW, ASKED, "c1", { brought: "Beech" });
  expect(chosen.ask).toEqual({ model: "Beech" });
});

test("assistants stand above the models, are gone through with them, and begin a chat", async () => {
  await show(FEW, [], null, { assistants: [FERRYMAN] });
  fireEvent.click(button());
  await act(settle);
  expect(active()).toBe("Birch");
  press("Home");
  expect(active()).toBe("Ferryman");
  press("ArrowDown");
  expect(active()).toBe("Alder");
  press("f");
  expect(active()).toBe("Ferryman");
  press("Enter");
  expect(beginWith.getSnapshot()).toEqual(FERRYMAN);
  expect(screen.queryByRole("listbox")).toBeNull();
});

test("Enter chooses the model that is active, and goes back to the button", async () => {
  await show();
  fireEvent.click(button());
  press("ArrowDown");
  press("Enter");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(document.activeElement).toBe(button());
  expect(screen.getByText("Beech")).toBeTruthy();
});

test("the first letters of a title lead to it", async () => {
  await show();
  fireEvent.click(button());
  press("a");
  expect(active()).toBe("Alder");
  press("x");
  expect(active()).toBe("Alder");
});

test("many models can be searched, few need no field", async () => {
  await show();
  fireEvent.click(button());
  expect(screen.queryByRole("combobox")).toBeNull();
  cleanup();
  await show(MANY);
  fireEvent.click(button());
  const field = screen.getByRole("combobox", { name: "Search models" });
  expect(document.activeElement).toBe(field);
  expect(active()).toBe("Birch");
  fireEvent.change(field, { target: { value: "willow 7" } });
  expect(screen.getAllByRole("option")).toHaveLength(1);
  expect(active()).toBe("Willow 7");
  press("Enter");
  expect(screen.getByText("Willow 7")).toBeTruthy();
});

test("a search that finds nothing says so, and Enter chooses nothing", async () => {
  await show(MANY);
  fireEvent.click(button());
  fireEvent.change(screen.getByRole("combobox"), { target: { value: "oak" } });
  expect(screen.getByText("Nothing found")).toBeTruthy();
  press("Enter");
  expect(screen.getByRole("combobox")).toBeTruthy();
});

test("Enter that ends a composed syllable chooses nothing", async () => {
  await show(MANY);
  fireEvent.click(button());
  fireEvent.keyDown(screen.getByRole("combobox"), { key: "Enter", isComposing: true });
  expect(screen.getByRole("combobox")).toBeTruthy();
});

test("only the button and the list are stops of the Tab key, with the ways to more", async () => {
  await show();
  fireEvent.click(button());
  expect(screen.getByRole("listbox").tabIndex).toBe(0);
  for (const item of screen.getAllByRole("option")) expect(item.tabIndex).toBe(-1);
});

test("Escape closes the menu and goes back to its button", async () => {
  await show();
  fireEvent.click(button());
  press("Escape");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(document.activeElement).toBe(button());
});

test("a menu that the focus leaves is closed", async () => {
  await show();
  fireEvent.click(button());
  act(() => screen.getByRole("button", { name: "Elsewhere" }).focus());
  expect(screen.queryByRole("listbox")).toBeNull();
});

test("a model picked while the first question is on its way is that of the next", async () => {
  await show(FEW, ASKED, "c1");
  fireEvent.click(button());
  fireEvent.click(screen.getByText("Alder"));
  expect(document.activeElement).toBe(button());
  expect(sessionStorage.getItem("yeoul.model.c1")).toBe("Alder");
});

test("what is told of a model stands with it, the one that answers is marked, and origins have names", async () => {
  const told = { size_bytes: 639_446_688, languages: ["en", "ko"], context_length: 32_768 };
  await show([
    model("Alder", { default: true }),
    model("Birch", { ...told, thinks: true, note: "Slow.", provider: "openai" }),
  ]);
  fireEvent.click(button());
  const [alder, birch] = screen.getAllByRole("option");
  expect(alder?.getAttribute("aria-selected")).toBe("true");
  expect(birch?.getAttribute("aria-selected")).toBe("false");
  expect(birch?.textContent).toBe(
    "BirchEnglish, Korean · 639.4 MB · 32K context · thinks firstSlow.",
  );
  const groups = screen.getAllByRole("group").map((each) => each.getAttribute("aria-label"));
  expect(groups).toEqual(["Built in", "Service"]);
});

test("a model that answered and is not there is missing, until another one is picked", async () => {
  const said = (id: string) => {
    const message = answered({ model: id });
    return [{ message, versions: [message.id], index: 0, stream: null }];
  };
  await show([model("Alder", { default: true }), model("Birch")], said("Birch"));
  expect([chosen.model?.id, chosen.missing]).toEqual(["Birch", ""]);
  cleanup();
  await show([model("Alder", { default: true }), model("Birch")], said("Oak"));
  expect([chosen.model?.id, chosen.missing]).toEqual(["Alder", "Oak"]);
  act(() => chosen.choose("Birch"));
  expect([chosen.model?.id, chosen.missing]).toEqual(["Birch", ""]);
  cleanup();
  await show([], said("Oak"));
  expect([chosen.model, chosen.missing]).toEqual([undefined, ""]);
});

test("the model that new conversations begin with is missing where it is not there", async () => {
  const preferences = new Preferences();
  preferences.choose("model", "Oak");
  await show([model("Alder", { default: true })]);
  expect([chosen.model?.id, chosen.missing]).toEqual(["Alder", "Oak"]);
  act(() => chosen.choose("Alder"));
  expect([chosen.model?.id, chosen.missing]).toEqual(["Alder", ""]);
});

test("two files of one model are told apart by their names", async () => {
  await show([model("q4", { title: "Alder" }), model("q8", { title: "Alder" }), model("Birch")]);
  fireEvent.click(button());
  const titles = screen.getAllByRole("option").map(({ textContent }) => textContent);
  expect(titles).toEqual(["Alder (q4)", "Alder (q8)", "Birch"]);
});

test("the menu leads to the dialogs by which models are added", async () => {
  await show();
  fireEvent.click(button());
  fireEvent.click(screen.getByRole("button", { name: "Connect a model" }));
  expect(openWay.getSnapshot()).toBe("connect");
  expect(screen.queryByRole("listbox")).toBeNull();
});
