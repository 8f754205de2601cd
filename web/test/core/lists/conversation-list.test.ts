import { expect, test } from "vitest";
import { ConversationList } from "../../../src/core/index.ts";
import { ApiError, type ConversationListReply as Page } from "../../../src/protocol/index.ts";
import { fakeApi, summary } from "../fake-api.ts";

const AWAY = new ApiError({ status: 0, code: "network", detail: "", retryable: true });

function page(ids: readonly string[], next: string | null = null): Page {
  return { conversations: ids.map((id) => summary(id)), next_cursor: next };
}

function ids(list: ConversationList): string[] {
  return list.getSnapshot().items.map((item) => item.id);
}

test("pages are added below each other, each conversation once", async () => {
  const list = new ConversationList(
    fakeApi({
      conversations: async ({ cursor }) => (cursor ? page(["b", "c"]) : page(["a", "b"], "2")),
    }),
  );
  await list.refresh();
  expect(list.getSnapshot().hasMore).toBe(true);
  await list.more();
  expect(ids(list)).toEqual(["a", "b", "c"]);
  expect(list.getSnapshot().hasMore).toBe(false);
});

test("a late reply to an earlier search is dropped", async () => {
  const replies = new Map<string, (page: Page) => void>();
  const list = new ConversationList(
    fakeApi({
      conversations: ({ q = "" }) => new Promise((resolve) => replies.set(q, resolve)),
    }),
  );
  const first = list.search("old");
  const second = list.search("new");
  replies.get("new")?.(page(["new"]));
  await second;
  replies.get("old")?.(page(["old"]));
  await first;
  expect(ids(list)).toEqual(["new"]);
});

test("a deleted conversation is gone at once and can be given back", async () => {
  const api = fakeApi({ conversations: async () => page(["a", "b"]) });
  const list = new ConversationList(api);
  await list.refresh();
  const removing = list.remove("a");
  expect(ids(list)).toEqual(["b"]);
  await removing;
  expect(list.getSnapshot().removed.map((each) => each.id)).toEqual(["a"]);
  expect(await list.undo()).toEqual(["a"]);
  expect(api.calls).toContain('restore("a")');
  expect(ids(list)).toEqual(["a", "b"]);
});

test("a deletion that fails shows the conversation again and why", async () => {
  const list = new ConversationList(
    fakeApi({
      conversations: async () => page(["a"]),
      remove: async () => {
        throw AWAY;
      },
    }),
  );
  await list.refresh();
  await list.remove("a");
  expect(ids(list)).toEqual(["a"]);
  expect(list.getSnapshot()).toMatchObject({ removed: [], refused: AWAY });
});

test("what was deleted one after the other is given back together", async () => {
  const api = fakeApi({ conversations: async () => page(["a", "b", "c"]) });
  const list = new ConversationList(api);
  await list.refresh();
  await list.remove("a");
  await list.remove("b");
  expect(list.getSnapshot().removed.map((each) => each.id)).toEqual(["a", "b"]);
  expect(await list.undo()).toEqual(["a", "b"]);
  expect(ids(list)).toEqual(["a", "b", "c"]);
  expect(list.getSnapshot().removed).toEqual([]);
});

test("what was brought back by other means is not given back by Undo", async () => {
  const api = fakeApi({ conversations: async () => page(["a", "b"]) });
  const list = new ConversationList(api);
  await list.refresh();
  await list.remove("a");
  await list.remove("b");
  await list.restored("a");
  expect(ids(list)).toEqual(["a", "b"]);
  expect(await list.undo()).toEqual(["b"]);
});

/** A list of a to d over two pages, all of them shown; each deletion waits for `go`. */
async function longList() {
  const waiting: (() => void)[] = [];
  const server = { gone: new Set<string>() };
  const api = fakeApi({
    conversations: async ({ cursor }) => {
      const all = ["a", "b", "c", "d"].map((id, at) =>
        summary(id, { updated_at: `2026-01-0${9 - at}T00:00:00Z` }),
      );
      const left = all.filter(({ id }) => !server.gone.has(id));
      return cursor
        ? { conversations: left.slice(2), next_cursor: null }
        : { conversations: left.slice(0, 2), next_cursor: left.length > 2 ? "2" : null };
    },
    remove: async (id) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      server.gone.add(id);
    },
    restore: async (id) => void server.gone.delete(id),
  });
  const list = new ConversationList(api);
  await list.refresh();
  await list.more();
  expect(ids(list)).toEqual(["a", "b", "c", "d"]);
  const go = async () => {
    waiting.shift()?.();
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
  };
  return { list, api, go };
}

test("of many that are deleted none comes back while it waits for its turn", async () => {
  const { list, go } = await longList();
  const removing = list.removeAll(["a", "b", "c"]);
  await list.refresh();
  expect(ids(list)).toEqual(["d"]);
  await go();
  await list.refresh();
  expect(ids(list)).toEqual(["d"]);
  await go();
  await go();
  expect(await removing).toEqual(["a", "b", "c"]);
});

test("undo in the middle of a deletion gives back what is gone and leaves the rest", async () => {
  const { list, api, go } = await longList();
  const removing = list.removeAll(["a", "c", "d"]);
  await go();
  const undoing = list.undo();
  await go();
  await list.refresh();
  expect(await removing).toEqual(["a", "c"]);
  expect(await undoing).toEqual(["a", "c"]);
  expect(api.calls.filter((call) => call.startsWith("remove"))).toHaveLength(2);
  expect(ids(list)).toEqual(["a", "b", "c", "d"]);
});

test.each(["remove", "restore"] as const)(
  "undo leaves alone what is deleted while it waits for a %s",
  async (slow) => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const wait = async (id: string) => (id === "a" ? gate : undefined);
    const api = fakeApi({ conversations: async () => page(["a", "b"]), [slow]: wait });
    const list = new ConversationList(api);
    await list.refresh();
    const removing = list.remove("a");
    if (slow === "restore") await removing;
    const undoing = list.undo();
    expect(await list.remove("b")).toBe(true);
    open();
    expect(await undoing).toEqual(["a"]);
    expect(list.getSnapshot().removed.map(({ id }) => id)).toEqual(["b"]);
  },
);

test("what is given back is shown also where it is further down than was read again", async () => {
  const { list, go } = await longList();
  const removing = list.removeAll(["c"]);
  await go();
  await removing;
  await list.undo();
  expect(ids(list)).toEqual(["a", "b", "c", "d"]);
});

test("what could not be given back can be tried again", async () => {
  let away = false;
  const restore = async (id: string) => {
    if (away && id === "b") throw AWAY;
  };
  const list = new ConversationList(
    fakeApi({ conversations: async () => page(["a", "b"]), restore }),
  );
  await list.refresh();
  await list.remove("a");
  await list.remove("b");
  away = true;
  expect(await list.undo()).toEqual(["a"]);
  expect(list.getSnapshot()).toMatchObject({ removed: [{ id: "b" }], refused: AWAY });
  away = false;
  expect(await list.undo()).toEqual(["b"]);
});

/** A list of a, b and c, whose server has gone since. */
async function cutOff() {
  const server = { away: false };
  const reached = async <T>(value: T): Promise<T> => {
    if (server.away) throw AWAY;
    return value;
  };
  const list = new ConversationList(
    fakeApi({
      conversations: () => reached(page(["a", "b", "c"])),
      patch: (id) => reached(summary(id)),
      remove: () => reached(undefined),
    }),
  );
  await list.refresh();
  server.away = true;
  return { list, server };
}

test("a deletion that does not reach the server puts the conversation back in its place", async () => {
  const { list } = await cutOff();
  const removing = list.remove("b");
  expect(ids(list)).toEqual(["a", "c"]);
  expect(await removing).toBe(false);
  expect(ids(list)).toEqual(["a", "b", "c"]);
  expect(list.getSnapshot()).toMatchObject({ removed: [], refused: AWAY });
});

test("a title that does not reach the server is taken back", async () => {
  const { list } = await cutOff();
  await list.rename("b", "River");
  expect(list.getSnapshot().items.map((item) => item.title)).toEqual(["a", "b", "c"]);
});

test("that the server was out of reach is said until it is there again", async () => {
  const { list, server } = await cutOff();
  await list.remove("b");
  expect(list.getSnapshot().refused).toBe(AWAY);
  server.away = false;
  await list.refresh();
  expect(list.getSnapshot().refused).toBeNull();
});

test("what was found before stays until the reply to the next search", async () => {
  const { list, server } = await cutOff();
  server.away = false;
  const searching = list.search("river");
  expect(ids(list)).toEqual(["a", "b", "c"]);
  expect(list.getSnapshot()).toMatchObject({ pending: true, state: "ready" });
  await searching;
  expect(list.getSnapshot().pending).toBe(false);
});

test("a search that fails shows nothing that was found for another", async () => {
  const { list } = await cutOff();
  await list.search("river");
  expect(list.getSnapshot()).toMatchObject({ items: [], pending: false, state: "failed" });
});

test("an open conversation from further down stands in its place, also when more is read", async () => {
  const at = (id: string, day: number) => summary(id, { updated_at: `2026-01-0${day}T00:00:00Z` });
  const list = new ConversationList(
    fakeApi({
      conversations: async ({ cursor }) =>
        cursor
          ? { conversations: [at("b", 3), at("c", 2)], next_cursor: null }
          : { conversations: [at("a", 4)], next_cursor: "2" },
    }),
  );
  await list.refresh();
  list.include(at("c", 2));
  expect(ids(list)).toEqual(["a", "c"]);
  await list.refresh();
  expect(ids(list)).toEqual(["a", "c"]);
  await list.more();
  expect(ids(list)).toEqual(["a", "b", "c"]);
  list.include(at("d", 1));
  expect(ids(list)).toEqual(["a", "b", "c"]);
});

test("a new title shows at once", async () => {
  const api = fakeApi({ conversations: async () => page(["a"]) });
  const list = new ConversationList(api);
  await list.refresh();
  const renaming = list.rename("a", "River");
  expect(list.getSnapshot().items[0]?.title).toBe("River");
  await renaming;
  expect(api.calls).toContain('patch("a",{"title":"River"})');
});

test("a server that is away leaves what is there and says so", async () => {
  let away = false;
  const list = new ConversationList(
    fakeApi({
      conversations: async () => {
        if (away) throw AWAY;
        return page(["a"]);
      },
    }),
  );
  await list.refresh();
  away = true;
  await list.refresh();
  expect(ids(list)).toEqual(["a"]);
  expect(list.getSnapshot()).toMatchObject({ state: "failed", error: AWAY });
});

test("a page that is being read is not asked for again", async () => {
  const api = fakeApi({
    conversations: async ({ cursor }) => (cursor ? page(["b"], "3") : page(["a"], "2")),
  });
  const list = new ConversationList(api);
  await list.refresh();
  await Promise.all([list.more(), list.more()]);
  expect(api.calls).toHaveLength(2);
  await list.more();
  expect(api.calls).toHaveLength(3);
});

test("what was changed of a conversation shows in the list", async () => {
  const list = new ConversationList(
    fakeApi({
      conversations: async () => page(["a", "b"]),
      patch: async (id, change) => summary(id, { system: change.system ?? null }),
    }),
  );
  await list.refresh();
  await list.change("b", { system: "Be brief." });
  expect(list.getSnapshot().items.map((item) => item.system)).toEqual([undefined, "Be brief."]);
});

test("what was deleted elsewhere is shown no longer, on no page", async () => {
  const list = new ConversationList(
    fakeApi({
      conversations: async ({ cursor }) => (cursor ? page(["b"]) : page(["a"], "2")),
    }),
  );
  await list.refresh();
  await list.more();
  list.forget("b");
  expect(ids(list)).toEqual(["a"]);
});
