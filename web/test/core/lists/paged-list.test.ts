import { expect, test } from "vitest";
import {
  type ListPage,
  PagedList,
  type PagedView,
  Store,
  UNREAD_LIST,
} from "../../../src/core/index.ts";
import { ApiError } from "../../../src/protocol/index.ts";

const AWAY = new ApiError({ status: 0, code: "network", detail: "", retryable: true });

interface Item {
  readonly id: string;
  readonly at: number;
}

interface Read {
  readonly cursor: string | null;
  readonly signal: AbortSignal;
  reply(items: string, next?: string | null): Promise<void>;
  fail(): Promise<void>;
}

/** A list whose reads wait for the test; an item is named by a letter, and `a` is the newest. */
function open(refreshesAll = false) {
  const reads: Read[] = [];
  const view = new Store<PagedView<Item>>(UNREAD_LIST);
  const list = new PagedList<Item>(view, {
    read: (cursor, signal) =>
      new Promise<ListPage<Item>>((resolve, reject) => {
        const done = () => new Promise<void>((next) => setTimeout(next));
        reads.push({
          cursor,
          signal,
          reply: (items, next = null) => {
            const at = (id: string) => 1000 - id.charCodeAt(0);
            resolve({ items: [...items].map((id) => ({ id, at: at(id) })), next });
            return done();
          },
          fail: () => {
            reject(AWAY);
            return done();
          },
        });
      }),
    reconcile: (items) => items,
    compare: (a, b) => b.at - a.at,
    refreshesAll,
  });
  const shown = () =>
    view
      .getSnapshot()
      .items.map(({ id }) => id)
      .join("");
  return { list, view, reads, shown };
}

test("what was read to its end stays whole when its first page is read again", async () => {
  const { list, reads, shown, view } = open();
  void list.load();
  await reads[0]?.reply("ab", "2");
  void list.more();
  await reads[1]?.reply("cd");
  void list.refresh();
  await reads[2]?.reply("ab", "2");
  expect(shown()).toBe("abcd");
  expect(view.getSnapshot().hasMore).toBe(false);
});

test("whoever wants the list while it is being read shares that read", async () => {
  const { list, reads, shown } = open();
  const loads = [list.load(), list.load()];
  expect(reads).toHaveLength(1);
  await reads[0]?.reply("ab");
  expect(await Promise.all(loads)).toEqual([true, true]);
  expect(await list.load()).toBe(true);
  expect(reads).toHaveLength(1);
  expect(shown()).toBe("ab");
});

test("a list that could not be read is read again by the next who wants it", async () => {
  const { list, view, reads } = open();
  const first = list.load();
  await reads[0]?.fail();
  expect(await first).toBe(false);
  expect(view.getSnapshot()).toMatchObject({ state: "failed", error: AWAY });
  const second = list.load();
  await reads[1]?.reply("a");
  expect(await second).toBe(true);
  expect(view.getSnapshot()).toMatchObject({ state: "ready", error: null });
});

test("of two reads the one that was asked for later is shown, and the other says nothing", async () => {
  const { list, view, reads, shown } = open();
  void list.refresh();
  const later = list.refresh();
  await reads[1]?.reply("b");
  expect(await later).toBe(true);
  await reads[0]?.reply("a");
  expect(shown()).toBe("b");
  void list.refresh();
  void list.refresh();
  await reads[3]?.reply("c");
  await reads[2]?.fail();
  expect([shown(), view.getSnapshot().error]).toEqual(["c", null]);
});

test("a refresh leaves the pages below the first as they are", async () => {
  const { list, reads, shown, view } = open();
  void list.refresh();
  await reads[0]?.reply("bc", "2");
  void list.more();
  void list.more();
  expect(reads).toHaveLength(2);
  await reads[1]?.reply("cd", "3");
  expect(shown()).toBe("bcd");
  void list.refresh();
  await reads[2]?.reply("ab", "1");
  expect(shown()).toBe("abcd");
  void list.more();
  expect(reads[3]?.cursor).toBe("3");
  await reads[3]?.reply("e");
  expect([shown(), view.getSnapshot().hasMore]).toEqual(["abcde", false]);
});

test("a list of which nothing is known elsewhere reads all of its pages again", async () => {
  const { list, reads, shown } = open(true);
  void list.refresh();
  await reads[0]?.reply("ab", "2");
  void list.more();
  await reads[1]?.reply("cd");
  void list.refresh();
  await reads[2]?.reply("ab", "2");
  await reads[3]?.reply("d");
  expect(reads.map(({ cursor }) => cursor)).toEqual([null, "2", null, "2"]);
  expect(shown()).toBe("abd");
});

test("another search lets go of the reads before it, and keeps what they found until its reply", async () => {
  const { list, view, reads, shown } = open();
  void list.refresh();
  await reads[0]?.reply("ab", "2");
  void list.more();
  void list.refresh();
  list.restart();
  expect(reads.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
  expect(view.getSnapshot()).toMatchObject({ pending: true, hasMore: false });
  const found = list.refresh();
  await reads[1]?.reply("x");
  await reads[2]?.reply("y", "3");
  expect(shown()).toBe("ab");
  await reads[3]?.reply("m");
  expect(await found).toBe(true);
  expect([shown(), view.getSnapshot().pending]).toEqual(["m", false]);
});

test("a search that fails shows nothing that another one found", async () => {
  const { list, view, reads, shown } = open();
  void list.refresh();
  await reads[0]?.reply("ab");
  list.restart();
  void list.refresh();
  await reads[1]?.fail();
  expect([shown(), view.getSnapshot().state, view.getSnapshot().pending]).toEqual([
    "",
    "failed",
    false,
  ]);
});

test("a read that is let go of says nothing, not even that it failed", async () => {
  const { list, view, reads } = open();
  const reading = list.refresh();
  list.cancel();
  expect(reads[0]?.signal.aborted).toBe(true);
  await reads[0]?.fail();
  expect(await reading).toBe(false);
  expect(view.getSnapshot()).toEqual(UNREAD_LIST);
});
