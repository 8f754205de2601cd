// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { type ApiClient, Client } from "../../../../src/core/index.ts";
import { DeletedDialog } from "../../../../src/page/settings/deleted/deleted-dialog.tsx";
import { ApiError, type ConversationListReply } from "../../../../src/protocol/index.ts";
import { ClientProvider } from "../../../../src/react/index.ts";
import { fakeApi, summary } from "../../../core/fake-api.ts";
import { ScriptedTransport } from "../../../core/scripted-transport.ts";
import { settle } from "../../../runtime/fake-clock.ts";

const AWAY = new ApiError({ status: 0, code: "network", detail: "", retryable: true });
const DAY_MS = 86_400_000;

afterEach(cleanup);

function page(...titles: string[]): ConversationListReply {
  const ago = (days: number): string => new Date(Date.now() - days * DAY_MS - 60_000).toISOString();
  const conversations = titles.map((title, days) => summary(title, { deleted_at: ago(days) }));
  return { conversations, next_cursor: null };
}

/** Opens the dialog; returns what was opened from it, and the calls of the API. */
async function show(replies: Partial<ApiClient>) {
  const opened: string[] = [];
  const api = fakeApi(replies);
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  render(
    <ClientProvider client={client}>
      <DeletedDialog onClose={() => undefined} onOpen={(id) => opened.push(id)} />
    </ClientProvider>,
  );
  await act(settle);
  return { opened, client, calls: api.calls };
}

function rows(): string[] {
  return screen.queryAllByRole("listitem").map((row) => row.textContent);
}

function restore(at: number): HTMLElement {
  const button = screen.getAllByRole("button", { name: "Restore" })[at];
  if (button === undefined) throw new TypeError(`there is no row ${at}`);
  return button;
}

test("each deleted conversation tells when it was deleted, and in how many days it is gone", async () => {
  await show({ conversations: async () => page("ford", "river") });
  expect(rows()[0]).toMatch(/^ford.*gone in 30 days/);
  expect(rows()[1]).toMatch(/^riverDeleted on .* · gone in 29 days/);
  expect(restore(1).getAttribute("aria-describedby")).toBe(screen.getByText("river").id);
});

test("what is restored says so where it stood, and the same button opens it", async () => {
  const { opened, calls } = await show({ conversations: async () => page("ford", "river") });
  const button = restore(0);
  fireEvent.click(button);
  await act(settle);
  expect(calls).toContain('restore("ford")');
  expect(rows()[0]).toBe("fordRestoredOpen");
  expect(screen.getByText("“ford” was restored").getAttribute("aria-live")).toBe("polite");
  // The second half of a double click on Restore.
  fireEvent.click(button, { detail: 2 });
  expect(opened).toEqual([]);
  fireEvent.click(button, { detail: 1 });
  expect(opened).toEqual(["ford"]);
});

test("a list that is on its way, empty or out of reach says so", async () => {
  let answer: (page: ConversationListReply | ApiError) => void = () => undefined;
  await show({
    conversations: ({ deleted }) =>
      new Promise((resolve, reject) => {
        if (deleted !== true) resolve(page());
        answer = (reply) => (reply instanceof ApiError ? reject(reply) : resolve(reply));
      }),
  });
  expect(screen.getByText("Loading…")).toBeTruthy();
  await act(async () => answer(AWAY));
  expect(screen.getByRole("alert").textContent).toContain("The server cannot be reached");
  fireEvent.click(screen.getByRole("button", { name: "Retry" }));
  await act(async () => answer(page()));
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByText("Nothing was deleted in the last 30 days")).toBeTruthy();
});

test("more are shown when that is wanted, and the focus goes to the first of them", async () => {
  await show({
    conversations: async ({ cursor }) =>
      cursor ? page("a", "b", "c") : { ...page("a", "b"), next_cursor: "2" },
  });
  const more = screen.getByRole("button", { name: "Show more" });
  act(() => more.focus());
  fireEvent.click(more);
  await act(settle);
  expect(rows()).toHaveLength(3);
  expect(document.activeElement).toBe(restore(2));
});

test("the focus of a row that goes away stays in the list", async () => {
  let left = page("a", "b");
  const { client } = await show({ conversations: async () => left });
  act(() => restore(1).focus());
  left = page("a");
  await act(() => client.list.refresh());
  await act(settle);
  expect(document.activeElement).toBe(restore(0));
});

test("a restoring that fails says why, and can be tried again", async () => {
  let away = true;
  await show({
    conversations: async () => page("ford"),
    restore: async () => {
      if (away) throw AWAY;
    },
  });
  fireEvent.click(restore(0));
  await act(settle);
  expect(screen.getByRole("alert").textContent).toContain("The server cannot be reached");
  away = false;
  fireEvent.click(restore(0));
  await act(settle);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(rows()).toEqual(["fordRestoredOpen"]);
});
