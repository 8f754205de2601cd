import { expect, test } from "vitest";
import { Client } from "../../../../src/core/index.ts";
import { DeletedList } from "../../../../src/page/settings/deleted/deleted-list.ts";
import { ApiError, type ConversationSummary } from "../../../../src/protocol/index.ts";
import { fakeApi, summary } from "../../../core/fake-api.ts";
import { ScriptedTransport } from "../../../core/scripted-transport.ts";
import { settle } from "../../../runtime/fake-clock.ts";

const AWAY = new ApiError({ status: 0, code: "network", detail: "", retryable: true });
const GONE = new ApiError({ status: 404, code: "not_found", detail: "", retryable: false });

function deletedOn(id: string, day: number): ConversationSummary {
  return summary(id, { deleted_at: `2026-01-0${day}T00:00:00Z` });
}

/** A server that has deleted c, b and a, in pages of two. */
function open() {
  const server: { deleted: ConversationSummary[]; failure: ApiError | null } = {
    deleted: [deletedOn("c", 3), deletedOn("b", 2), deletedOn("a", 1)],
    failure: null,
  };
  const api = fakeApi({
    conversations: async ({ deleted, cursor }) => {
      if (server.failure !== null) throw server.failure;
      if (deleted !== true) return { conversations: [], next_cursor: null };
      const from = Number(cursor ?? 0);
      const more = server.deleted.length > from + 2;
      const conversations = server.deleted.slice(from, from + 2);
      return { conversations, next_cursor: more ? String(from + 2) : null };
    },
    restore: async (id) => {
      if (server.failure !== null) throw server.failure;
      if (!server.deleted.some((each) => each.id === id)) throw GONE;
      server.deleted = server.deleted.filter((each) => each.id !== id);
    },
  });
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  const list = new DeletedList(client);
  const ids = () => list.getSnapshot().items.map((item) => item.id);
  return { server, client, api, list, ids };
}

test("pages are added below each other, and all of them are read again", async () => {
  const { server, list, ids } = open();
  await list.refresh();
  expect([ids(), list.getSnapshot().hasMore]).toEqual([["c", "b"], true]);
  await Promise.all([list.more(), list.more()]);
  expect([ids(), list.getSnapshot().hasMore]).toEqual([["c", "b", "a"], false]);
  server.deleted = [deletedOn("d", 4), ...server.deleted.slice(1)];
  await list.refresh();
  expect(ids()).toEqual(["d", "b", "a"]);
});

test("what is given back keeps its place, and the list of the others is read", async () => {
  const { api, list, ids } = open();
  const leave = list.follow();
  await settle();
  await Promise.all([list.restore("b"), list.restore("b")]);
  await settle();
  expect(ids()).toEqual(["c", "b", "a"]);
  expect([...list.getSnapshot().restored]).toEqual(["b"]);
  expect(api.calls.filter((call) => call.startsWith("restore"))).toEqual(['restore("b")']);
  expect(api.calls).toContain("conversations({})");
  leave();
});

test("what is deleted once more can be given back once more", async () => {
  const { server, list, ids } = open();
  await list.refresh();
  await list.restore("b");
  server.deleted = [deletedOn("b", 4), ...server.deleted];
  await list.refresh();
  expect(ids()).toEqual(["b", "c"]);
  expect([...list.getSnapshot().restored]).toEqual([]);
  await list.restore("b");
  expect([...list.getSnapshot().restored]).toEqual(["b"]);
});

test("what is restored elsewhere is shown no longer", async () => {
  const { server, client, list, ids } = open();
  const leave = list.follow();
  await settle();
  server.deleted = server.deleted.filter((each) => each.id !== "c");
  await client.list.refresh();
  await settle();
  expect(ids()).toEqual(["b", "a"]);
  leave();
  server.deleted = [];
  await client.list.refresh();
  await settle();
  expect(ids()).toEqual(["b", "a"]);
});

test("what cannot be given back any more says so and is gone from the list", async () => {
  const { server, list, ids } = open();
  await list.refresh();
  server.deleted = server.deleted.filter((each) => each.id !== "c");
  await list.restore("c");
  expect(ids()).toEqual(["b", "a"]);
  expect(list.getSnapshot().refused).toBe(GONE);
  list.clearError();
  expect(list.getSnapshot().refused).toBeNull();
});

test("without a server what is listed stays, and restoring can be tried again", async () => {
  const { server, list, ids } = open();
  server.failure = AWAY;
  await list.refresh();
  expect(list.getSnapshot()).toMatchObject({ state: "failed", error: AWAY, items: [] });
  server.failure = null;
  await list.refresh();
  server.failure = AWAY;
  await list.restore("c");
  await list.more();
  expect(ids()).toEqual(["c", "b"]);
  expect(list.getSnapshot()).toMatchObject({ refused: AWAY, error: AWAY });
  server.failure = null;
  await list.restore("c");
  expect([...list.getSnapshot().restored]).toEqual(["c"]);
  expect(list.getSnapshot().refused).toBeNull();
});

test("a late reply to an earlier reading is dropped", async () => {
  const replies: ((ids: string[]) => void)[] = [];
  const api = fakeApi({
    conversations: () =>
      new Promise((resolve) => {
        replies.push((ids) =>
          resolve({ conversations: ids.map((id) => deletedOn(id, 1)), next_cursor: null }),
        );
      }),
  });
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  const list = new DeletedList(client);
  const readings = [list.refresh(), list.refresh()];
  replies[1]?.(["new"]);
  replies[0]?.(["old"]);
  await Promise.all(readings);
  expect(list.getSnapshot().items.map((item) => item.id)).toEqual(["new"]);
});
