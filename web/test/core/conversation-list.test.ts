import { expect, test } from "vitest";
import { ConversationList } from "../../src/core/index.ts";
import { ApiError, type ConversationList as Page } from "../../src/protocol/index.ts";
import { fakeApi, summary } from "./fake-api.ts";

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
  expect(list.getSnapshot().removed?.id).toBe("a");
  expect(await list.undo()).toBe("a");
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
  expect(list.getSnapshot()).toMatchObject({ removed: null, refused: AWAY });
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
