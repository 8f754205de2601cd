// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { type ApiClient, Client } from "../../../src/core/index.ts";
import { Sidebar } from "../../../src/page/sidebar/sidebar.tsx";
import { ClientProvider } from "../../../src/react/index.ts";
import { fakeApi, summary } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { settle } from "../../runtime/fake-clock.ts";

// They come late: a busy machine must not take longer for them than a test waits.
beforeAll(async () => {
  await import("../../../src/page/actions/all-actions.ts");
  await import("../../../src/page/settings/all-dialogs.ts");
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const DAY_MS = 86_400_000;

function ago(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

/** The sidebar over a list that the test changes as another window would. */
async function show(replies: Partial<ApiClient> = {}) {
  const stored = {
    items: [
      summary("Fords", { updated_at: ago(0) }),
      summary("Rivers", { updated_at: ago(3), system: "Be brief." }),
      summary("Lakes", { updated_at: ago(4) }),
    ],
  };
  const api = fakeApi({
    conversations: async () => ({ conversations: stored.items, next_cursor: null }),
    ...replies,
  });
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  const nothing = (): void => undefined;
  render(
    <ClientProvider client={client}>
      <Sidebar
        shown={null}
        onOpen={nothing}
        onRemove={nothing}
        onAccount={() => undefined}
        onSettings={nothing}
        onShortcuts={nothing}
        onClose={nothing}
      />
    </ClientProvider>,
  );
  const refresh = () => act(() => client.list.refresh());
  await refresh();
  const press = async (tool: string, title: string): Promise<void> => {
    const row = screen.getByTitle(title).closest("li");
    fireEvent.click(row?.querySelector('[aria-label="Conversation menu"]') as HTMLElement);
    fireEvent.click(await screen.findByRole("menuitem", { name: tool, hidden: true }));
  };
  return { client, api, stored, refresh, press };
}

/** Begins to rename a conversation, and types. */
async function typing(sidebar: Awaited<ReturnType<typeof show>>, title: string) {
  await sidebar.press("Rename", title);
  const box = await screen.findByLabelText<HTMLInputElement>("Title");
  await act(async () => box.focus());
  fireEvent.change(box, { target: { value: "Rivers and" } });
  return box;
}

function isUntouched(box: HTMLInputElement): void {
  expect(box.isConnected).toBe(true);
  expect(box.value).toBe("Rivers and");
  expect(document.activeElement).toBe(box);
  expect(screen.getAllByLabelText("Title")).toEqual([box]);
}

test.each<[string, (items: ReturnType<typeof summary>[]) => ReturnType<typeof summary>[]]>([
  [
    "moves to another day",
    ([a, b, c]) => [{ ...(b as ReturnType<typeof summary>), updated_at: ago(0) }, a, c] as never,
  ],
  [
    "is passed by another",
    ([a, b, c]) => [{ ...(c as ReturnType<typeof summary>), updated_at: ago(0) }, a, b] as never,
  ],
  ["is not found by a search", ([a]) => [a] as never],
  ["is deleted elsewhere", ([a, , c]) => [a, c] as never],
  ["is among others that are deleted", ([, b]) => [b] as never],
  ["is followed by new ones", (items) => [summary("New", { updated_at: ago(0) }), ...items]],
])("a title that is being typed stays when its row %s", async (_, change) => {
  const sidebar = await show();
  const box = await typing(sidebar, "Rivers");
  sidebar.stored.items = change(sidebar.stored.items);
  await sidebar.refresh();
  isUntouched(box);
  await act(async () => {
    fireEvent.keyDown(box, { key: "Enter" });
    await settle();
  });
  expect(sidebar.api.calls).toContain('patch("Rivers",{"title":"Rivers and"})');
  expect(screen.queryByLabelText("Title")).toBeNull();
});

test("a title that is being typed stays at midnight", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 0, 5, 23, 59) });
  const sidebar = await show();
  const box = await typing(sidebar, "Fords");
  vi.setSystemTime(new Date(2026, 0, 6, 0, 1));
  await sidebar.refresh();
  isUntouched(box);
});

test("when it is done the row goes where it belongs, and has the focus", async () => {
  const sidebar = await show({ patch: async () => summary("Rivers") });
  const box = await typing(sidebar, "Rivers");
  const [fords, rivers, lakes] = sidebar.stored.items as [never, ReturnType<typeof summary>, never];
  sidebar.stored.items = [{ ...rivers, updated_at: ago(0) }, fords, lakes];
  await sidebar.refresh();
  await act(async () => {
    fireEvent.keyDown(box, { key: "Enter" });
    await settle();
  });
  expect(document.activeElement).toBe(screen.getByTitle("Rivers and"));
  expect(screen.getAllByRole("link").map((each) => each.title)).toEqual([
    "Rivers and",
    "Fords",
    "Lakes",
  ]);
});

test("who typed nothing takes back no title that another window gave", async () => {
  const sidebar = await show();
  await sidebar.press("Rename", "Rivers");
  const box = await screen.findByLabelText("Title");
  sidebar.stored.items = sidebar.stored.items.map((each) =>
    each.id === "Rivers" ? { ...each, title: "Streams" } : each,
  );
  await sidebar.refresh();
  await act(async () => {
    fireEvent.keyDown(box, { key: "Enter" });
    await settle();
  });
  expect(sidebar.api.calls.filter((each) => each.startsWith("patch"))).toEqual([]);
});

test("an options form stays as it is when its row moves, and when it goes", async () => {
  const sidebar = await show();
  await sidebar.press("Options", "Rivers");
  const system = await waitFor(() => screen.getByLabelText<HTMLTextAreaElement>(/instructions/i));
  fireEvent.change(system, { target: { value: "Be long." } });
  const [fords, rivers] = sidebar.stored.items as [never, ReturnType<typeof summary>];
  sidebar.stored.items = [{ ...rivers, updated_at: ago(0) }, fords];
  await sidebar.refresh();
  expect(system.isConnected).toBe(true);
  sidebar.stored.items = [fords];
  await sidebar.refresh();
  expect(system.isConnected).toBe(true);
  expect(system.value).toBe("Be long.");
});
