// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { emptyView } from "../../../src/core/conversation/conversation-view.ts";
import { type AskExtras, Client, type ConversationView } from "../../../src/core/index.ts";
import { type Opening, PLAIN } from "../../../src/page/actions/opening.ts";
import { useParameters } from "../../../src/page/conversation/use-parameters.ts";
import { ThinkingSwitch } from "../../../src/page/models/thinking.tsx";
import { ClientProvider } from "../../../src/react/index.ts";
import { fakeApi, model, summary } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { settle } from "../../runtime/fake-clock.ts";

afterEach(cleanup);

const THINKER = model("Birch", { thinks: true });

let asked: () => AskExtras;

function Box({ view, begun, thinks }: { view: ConversationView; begun: Opening; thinks: boolean }) {
  const [opening, setOpening] = useState(begun);
  const made = useParameters(view, opening, setOpening, " Be brief. ");
  asked = made.ask;
  return (
    <ThinkingSwitch
      model={thinks ? THINKER : model("Alder", { thinks: false })}
      branch={view.branch}
      thinking={made.thinking}
      onChange={made.think}
    />
  );
}

function known(parameters: object | null = null): ConversationView {
  return { ...emptyView("c1"), load: "ready", summary: summary("c1", { parameters }) };
}

interface Given {
  begun?: Opening;
  thinks?: boolean;
  patch?: () => Promise<never>;
}

async function show(view: ConversationView, { begun = PLAIN, thinks = true, patch }: Given = {}) {
  const api = fakeApi(patch === undefined ? {} : { patch });
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  const page = (shown: ConversationView) => (
    <ClientProvider client={client}>
      <Box view={shown} begun={begun} thinks={thinks} />
    </ClientProvider>
  );
  const { rerender } = render(page(view));
  const turnTo = async (next: ConversationView): Promise<void> => {
    rerender(page(next));
    await act(settle);
  };
  return { patches: () => api.calls.filter((call) => call.startsWith("patch")), turnTo };
}

const button = (): HTMLElement => screen.getByRole("button", { name: "Think first" });
const pressed = (): string | null => button().getAttribute("aria-pressed");

async function toggle(): Promise<void> {
  fireEvent.click(button());
  await act(settle);
}

test("a model without the choice has no switch", async () => {
  await show(known(), { thinks: false });
  expect(screen.queryByRole("button")).toBeNull();
});

test("switched off it is told to the conversation at once, beside its other parameters", async () => {
  const { patches, turnTo } = await show(known({ seed: 7 }));
  expect(pressed()).toBe("true");
  expect(asked()).toEqual({});
  await toggle();
  expect(pressed()).toBe("false");
  // The next question may be there before the change.
  expect(asked()).toEqual({ seed: 7, thinking: false });
  expect(patches()).toEqual(['patch("c1",{"parameters":{"seed":7,"thinking":false}})']);
  await turnTo(known({ seed: 7, thinking: false }));
  expect(asked()).toEqual({});
  expect(patches()).toHaveLength(1);
});

test("all that a new conversation begins with goes up in one place, once it is there", async () => {
  const parameters = { temperature: 0.5, seed: null };
  const { patches, turnTo } = await show(emptyView(null), { begun: { ...PLAIN, parameters } });
  await toggle();
  expect(pressed()).toBe("false");
  expect(asked()).toEqual({ system: "Be brief.", temperature: 0.5, thinking: false });
  expect(patches()).toEqual([]);
  // It is on its way: the next question has the same, but for what the first has said for all.
  await turnTo({ ...emptyView("c1"), load: "new" });
  expect(asked()).toEqual({ temperature: 0.5, thinking: false });
  await turnTo(known());
  expect(patches()).toEqual([
    'patch("c1",{"parameters":{"temperature":0.5,"seed":null,"thinking":false}})',
  ]);
  await turnTo(known({ thinking: false, temperature: 0.5 }));
  expect(patches()).toHaveLength(1);
  expect([pressed(), asked()]).toEqual(["false", {}]);
});

test("a conversation that begins with nothing chosen is told nothing", async () => {
  const { patches, turnTo } = await show(emptyView(null));
  await turnTo(known());
  expect(patches()).toEqual([]);
});

test("what was chosen in the options is shown before the first question", async () => {
  const begun = { ...PLAIN, system: "", parameters: { thinking: false } };
  await show(emptyView(null), { begun });
  expect(pressed()).toBe("false");
  expect(asked()).toEqual({ thinking: false });
  await toggle();
  expect(asked()).toEqual({});
});

test("what another window or the options say holds, also if that is what there was", async () => {
  const { patches, turnTo } = await show(known());
  await toggle();
  await turnTo(known({ thinking: false }));
  await turnTo(known());
  expect(pressed()).toBe("true");
  expect(patches()).toHaveLength(1);
});

test("what the server does not take is as it was", async () => {
  await show(known(), { patch: () => Promise.reject(new Error("away")) });
  await toggle();
  expect(pressed()).toBe("true");
});
