// @vitest-environment happy-dom

import { beforeEach, expect, test, vi } from "vitest";

/** The module as a page loads it. */
async function load(): Promise<typeof import("../../src/page/storage.ts")> {
  vi.resetModules();
  return await import("../../src/page/storage.ts");
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test("while nobody logs in, everything is kept by its plain name", async () => {
  const { readStored, storedNames, writeStored } = await load();
  writeStored("localStorage", "yeoul.queue.c1", "x");
  writeStored("sessionStorage", "yeoul.draft.c1", "y");
  expect(localStorage.getItem("yeoul.queue.c1")).toBe("x");
  expect(sessionStorage.getItem("yeoul.draft.c1")).toBe("y");
  expect(readStored("localStorage", "yeoul.queue.c1")).toBe("x");
  expect(storedNames("localStorage", "yeoul.queue.")).toEqual(["c1"]);
  writeStored("localStorage", "yeoul.queue.c1", "");
  expect(Object.keys(localStorage)).toEqual([]);
});

test("of two people each finds only what is their own, and the theme", async () => {
  const ann = await load();
  ann.keepFor("a1", false);
  ann.writeStored("localStorage", "yeoul.queue.c1", "Ann's");
  ann.writeStored("sessionStorage", "yeoul.draft.c1", "Ann's");
  ann.writeStored("localStorage", "yeoul.theme", "dark");
  expect(ann.keepsUnsent()).toBe(true);
  const again = await load();
  expect(again.keepFor("a1", false)).toBe(false);
  expect(again.readStored("localStorage", "yeoul.queue.c1")).toBe("Ann's");
  const bob = await load();
  expect(bob.keepFor("b1", false)).toBe(true);
  expect(bob.readStored("localStorage", "yeoul.queue.c1")).toBe("");
  expect(bob.readStored("localStorage", "yeoul.theme")).toBe("dark");
  expect(bob.keepsUnsent()).toBe(false);
  expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).not.toContain("Ann");
});

test("no owner has what is another's, whatever a product's ids look like", async () => {
  const ids = ["kim", "kim.lee", "kim:lee", "kim:", "kim%3A", "kim@b.c", "김"];
  for (const id of ids) {
    for (const other of ids.filter((each) => each !== id)) {
      sessionStorage.clear();
      const one = await load();
      one.keepFor(other, false);
      one.writeStored("sessionStorage", "yeoul.draft.new", "Theirs");
      const two = await load();
      expect(two.keepFor(id, false), `${id} after ${other}`).toBe(true);
      expect(Object.keys(sessionStorage)).toEqual([]);
    }
  }
});

test("what would be lost is found, and is nothing that was only set", async () => {
  const unsent = ["draft.new", "edit.c1", "queue.c1", "instructions"];
  for (const name of unsent) {
    localStorage.clear();
    const { keepFor, keepsUnsent, writeStored } = await load();
    keepFor("a1", false);
    writeStored("localStorage", "yeoul.default-model", "small");
    expect(keepsUnsent()).toBe(false);
    writeStored("localStorage", `yeoul.${name}`, "x");
    expect(keepsUnsent(), name).toBe(true);
  }
});

test("what somebody has only set is there when they come back, also after another person", async () => {
  const ann = await load();
  ann.keepFor("a1", false);
  ann.writeStored("localStorage", "yeoul.default-model", "small");
  ann.writeStored("localStorage", "yeoul.instructions", "Ann's");
  ann.writeStored("localStorage", "yeoul.language", "ko");
  const keepSettings = ann.noteSettings();
  // As the server's reply has the browser do it.
  localStorage.clear();
  keepSettings();
  ann.forgetOwn();
  const bob = await load();
  expect(bob.keepFor("b1", false)).toBe(false);
  expect(bob.readStored("localStorage", "yeoul.default-model")).toBe("");
  const again = await load();
  again.keepFor("a1", false);
  expect(again.readStored("localStorage", "yeoul.default-model")).toBe("small");
  expect(again.readStored("localStorage", "yeoul.language")).toBe("ko");
  expect(JSON.stringify({ ...localStorage })).not.toContain("Ann's");
});

/** What a browser keeps of at most so many characters, names included. */
function smallStorage(room: number, kept: Readonly<Record<string, string>>): Storage {
  const methods = {
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null;
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
    setItem(this: Record<string, string>, key: string, text: string) {
      const all = Object.entries({ ...this, [key]: text })
        .flat()
        .join("");
      if (all.length > room) throw new Error("QuotaExceededError");
      this[key] = text;
    },
  };
  return Object.assign(Object.create(methods), kept);
}

test("what moves to its owner needs no room twice, and stays where it is if there is none", async () => {
  const text = "Be brief. ".repeat(10);
  for (const [room, where] of [
    [150, "yeoul@a1:instructions"],
    [118, "yeoul.instructions"],
  ] as const) {
    vi.stubGlobal("localStorage", smallStorage(room, { "yeoul.instructions": text }));
    const { keepFor } = await load();
    keepFor("a1", true);
    expect({ ...localStorage }).toEqual({ [where]: text });
    vi.unstubAllGlobals();
  }
});

test("what was kept while nobody logged in becomes the first admin's, and nobody else's", async () => {
  const alone = await load();
  alone.writeStored("localStorage", "yeoul.instructions", "Be brief.");
  const admin = await load();
  expect(admin.keepFor("r1", true)).toBe(false);
  expect(admin.readStored("localStorage", "yeoul.instructions")).toBe("Be brief.");
  expect(localStorage.getItem("yeoul.instructions")).toBeNull();
  localStorage.clear();
  alone.writeStored("localStorage", "yeoul.instructions", "Be brief.");
  const user = await load();
  user.keepFor("u1", false);
  expect(user.readStored("localStorage", "yeoul.instructions")).toBe("");
  expect(Object.keys(localStorage)).toEqual([]);
});

test("whose window is left keeps nothing any more, and leaves others what is theirs", async () => {
  const bob = await load();
  bob.keepFor("b1", false);
  const ann = await load();
  ann.keepFor("a1", false);
  ann.writeStored("sessionStorage", "yeoul.draft.c1", "Ann's");
  // He has logged in in another window meanwhile.
  bob.writeStored("localStorage", "yeoul.queue.c2", "Bob's");
  ann.writeStored("localStorage", "yeoul.language", "ko");
  ann.forgetOwn();
  ann.writeStored("sessionStorage", "yeoul.draft.c1", "Ann's, as she goes");
  expect(Object.keys(sessionStorage)).toEqual([]);
  expect({ ...localStorage }).toEqual({ "yeoul@b1:queue.c2": "Bob's", "yeoul.language": "ko" });
});

test("a change in another window is told by the name of what changed, if it is one's own", async () => {
  const { keepFor, nameOf } = await load();
  expect(nameOf("yeoul.queue.c1", "yeoul.queue.")).toBe("c1");
  keepFor("a1", false);
  expect(nameOf("yeoul@a1:queue.c1", "yeoul.queue.")).toBe("c1");
  expect(nameOf("yeoul@b1:queue.c1", "yeoul.queue.")).toBeNull();
  expect(nameOf("yeoul.queue.c1", "yeoul.queue.")).toBeNull();
  expect(nameOf(null, "yeoul.queue.")).toBeNull();
});

test("a browser that keeps nothing only forgets", async () => {
  const { forgetOwn, keepFor, readStored, writeStored } = await load();
  vi.stubGlobal("localStorage", undefined);
  vi.stubGlobal("sessionStorage", undefined);
  expect(keepFor("a1", true)).toBe(false);
  writeStored("localStorage", "yeoul.queue.c1", "x");
  expect(readStored("localStorage", "yeoul.queue.c1")).toBe("");
  forgetOwn();
  vi.unstubAllGlobals();
});

test("a window that belongs to nobody keeps nothing, and leaves what is there", async () => {
  localStorage.setItem("yeoul@a1.queue.c1", "Ann's");
  const { keepNothing, writeStored } = await load();
  keepNothing();
  writeStored("localStorage", "yeoul.code", "wrapped");
  expect({ ...localStorage }).toEqual({ "yeoul@a1.queue.c1": "Ann's" });
});
