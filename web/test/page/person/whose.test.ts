// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me } from "../../../src/page/person/me.ts";
import { type Turn, Whose } from "../../../src/page/person/whose.ts";

const ANN: Me = { account: { id: "a 1", name: "Ann" }, role: "user", mode: "accounts" };
const BOB: Me = { account: { id: "b1", name: "Bob" }, role: "user", mode: "accounts" };
const UNKNOWN = { code: "unauthenticated", detail: "Log in first.", retryable: false };

function problem(body: object, status = 401): Response {
  const headers = { "content-type": "application/problem+json" };
  return new Response(JSON.stringify(body), { status, headers });
}

const json = (body: object): Response => new Response(JSON.stringify(body));

/** Windows of one browser, which hear each other at once. */
class Channel {
  static all = new Set<Channel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #heard = new EventTarget();
  readonly addEventListener = this.#heard.addEventListener.bind(this.#heard);
  readonly removeEventListener = this.#heard.removeEventListener.bind(this.#heard);
  constructor() {
    Channel.all.add(this);
  }
  postMessage(data: unknown): void {
    for (const each of Channel.all) {
      if (each === this) continue;
      each.onmessage?.({ data });
      each.#heard.dispatchEvent(new MessageEvent("message", { data }));
    }
  }
}

/** Who is logged in, as the server says it; null: nobody, undefined: it does not say. */
let loggedIn: Me | null | undefined;
/** What has been asked for, with the owner that was named. */
let asked: string[];

beforeEach(() => {
  loggedIn = ANN;
  asked = [];
  Channel.all.clear();
  vi.stubGlobal("BroadcastChannel", Channel);
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    const owner = new Headers(init?.headers).get("yeoul-owner");
    asked.push(`${init?.method ?? "GET"} ${url} ${owner}`);
    if (loggedIn === undefined) throw new TypeError("no network");
    const own = owner === null || owner === encodeURIComponent(loggedIn?.account?.id ?? "");
    if (loggedIn === null || !own) return problem(UNKNOWN);
    return json(url.endsWith("/api/me") ? loggedIn : { asked: url });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

function window_(me: Me | null): { whose: Whose; turns: Turn[] } {
  const turns: Turn[] = [];
  const whose = new Whose((turn) => turns.push(turn));
  whose.settle(me);
  return { whose, turns };
}

test("every request says whose it is, and keeps its own headers", async () => {
  const { whose } = window_(ANN);
  const headers = new Headers({ accept: "text/plain" });
  const reply = await whose.fetch("/api/models", { method: "POST", headers });
  expect(await reply.json()).toEqual({ asked: "/api/models" });
  expect(asked).toEqual(["POST /api/models a%201"]);
  expect(headers.get("yeoul-owner")).toBeNull();
});

test("a window of the one local person names nobody", async () => {
  const { whose } = window_({ account: null, role: "admin", mode: "local" });
  await whose.fetch("/api/models");
  expect(asked).toEqual(["GET /api/models null"]);
  expect(Channel.all.size).toBe(0);
});

test("what was refused with a cookie that has been replaced is sent once more", async () => {
  const { whose, turns } = window_(ANN);
  loggedIn = null;
  const { fetch } = globalThis;
  let first = true;
  vi.stubGlobal("fetch", async (...request: Parameters<typeof fetch>) => {
    const reply = await fetch(...request);
    if (first) loggedIn = ANN;
    first = false;
    return reply;
  });
  const reply = await whose.fetch("/api/answers", { method: "POST", body: "{}" });
  expect(reply.status).toBe(200);
  expect(asked).toEqual(["POST /api/answers a%201", "GET /api/me null", "POST /api/answers a%201"]);
  expect(turns).toEqual([]);
});

test("when nobody is known the window is left once, however much is refused", async () => {
  const { whose, turns } = window_(ANN);
  loggedIn = null;
  const replies = await Promise.all([whose.fetch("/api/models"), whose.fetch("/api/changes")]);
  await whose.fetch("/api/models");
  expect(replies.map(({ status }) => status)).toEqual([401, 401]);
  expect(turns).toEqual(["ended"]);
  expect(whose.me).toEqual(ANN);
});

test("when somebody else is known nothing of the first person may stay", async () => {
  const { whose, turns } = window_(ANN);
  loggedIn = BOB;
  expect((await whose.fetch("/api/conversations")).status).toBe(401);
  expect(turns).toEqual(["left"]);
});

test("a refusal by what stands in front of the server says nothing of who asks", async () => {
  const { whose, turns } = window_(ANN);
  vi.stubGlobal("fetch", async () => new Response("<h1>Sign in</h1>", { status: 401 }));
  expect((await whose.fetch("/api/models")).status).toBe(401);
  expect(turns).toEqual([]);
});

test("a refusal that nobody explains is a line that is down, and is asked for again", async () => {
  const { whose, turns } = window_(ANN);
  const { fetch } = globalThis;
  loggedIn = null;
  let reached = false;
  vi.stubGlobal("fetch", async (...request: Parameters<typeof fetch>) => {
    if (!reached && String(request[0]).endsWith("/api/me")) throw new TypeError("no network");
    return fetch(...request);
  });
  // As a refusal it would be final, and the page stay in sight.
  await expect(whose.fetch("/api/changes")).rejects.toThrow(TypeError);
  expect(await whose.check()).toBe(false);
  expect(turns).toEqual([]);
  reached = true;
  expect((await whose.fetch("/api/changes")).status).toBe(401);
  expect(turns).toEqual(["ended"]);
});

test("while a session is replaced by another one, no refusal is taken for its end", async () => {
  const { whose, turns } = window_(ANN);
  let renewed = (): void => undefined;
  loggedIn = null;
  const renewing = whose.renew(() => new Promise<void>((resolve) => (renewed = resolve)));
  const reply = whose.fetch("/api/changes");
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  loggedIn = ANN;
  renewed();
  await renewing;
  expect((await reply).status).toBe(200);
  expect(turns).toEqual([]);
});

test("a renewal that fails is over, and says why", async () => {
  const { whose, turns } = window_(ANN);
  await expect(whose.renew(() => Promise.reject(new Error("wrong")))).rejects.toThrow("wrong");
  expect((await whose.fetch("/api/models")).status).toBe(200);
  expect(turns).toEqual([]);
});

test("what is done last is done before the person logs out, and keeps nobody from it", async () => {
  const { whose } = window_(ANN);
  const done: string[] = [];
  whose.atLast(async () => done.push("one"));
  whose.atLast(() => Promise.reject(new Error("no network")));
  whose.atLast(() => {
    throw new Error("at once");
  });
  whose.atLast(async () => done.push("left before"))();
  await whose.doLast();
  expect(done).toEqual(["one"]);
});

test("windows tell each other who has left, and the one that waits who has come", async () => {
  const one = window_(ANN);
  const two = window_(ANN);
  loggedIn = null;
  await one.whose.fetch("/api/models");
  await vi.waitFor(() => expect(two.turns).toEqual(["ended"]));
  loggedIn = ANN;
  one.whose.tell("ask");
  await vi.waitFor(() => expect(two.turns).toEqual(["ended", "found"]));
  one.whose.settle(ANN);
  two.whose.settle(ANN);
  await one.whose.leaveBy(async () => undefined);
  expect([one.turns, two.turns].map((each) => each.at(-1))).toEqual(["left", "left"]);
});

test("a window that hears of the end before the log-out has its reply is left, and does not wait", async () => {
  const one = window_(ANN);
  const two = window_(ANN);
  let reply = (): void => undefined;
  const leaving = one.whose.leaveBy(() => new Promise<void>((resolve) => (reply = resolve)));
  loggedIn = null;
  expect((await two.whose.fetch("/api/changes")).status).toBe(401);
  expect(two.turns).toEqual(["left"]);
  // The one that asked for it hears of it as well, but waits for what the reply has it forget.
  expect((await one.whose.fetch("/api/changes")).status).toBe(401);
  expect(one.turns).toEqual([]);
  reply();
  await leaving;
  expect(one.turns).toEqual(["left"]);
});

test("a window that has heard nothing of the log-out but its end is left when it is told", async () => {
  const { whose, turns } = window_(ANN);
  loggedIn = null;
  await whose.fetch("/api/changes");
  expect(turns).toEqual(["ended"]);
  new Channel().postMessage("out");
  expect(turns).toEqual(["ended", "left"]);
});

test("a log-out whose reply is lost is one all the same", async () => {
  const one = window_(ANN);
  const two = window_(ANN);
  const lost = one.whose.leaveBy(async () => {
    loggedIn = null;
    throw new TypeError("no network");
  });
  await expect(lost).rejects.toThrow("no network");
  expect([one.turns, two.turns]).toEqual([["left"], ["left"]]);
});

test("a log-out that failed is forgotten: a session that ends later may be taken up again", async () => {
  const one = window_(ANN);
  const two = window_(ANN);
  await expect(one.whose.leaveBy(() => Promise.reject(new TypeError("no")))).rejects.toThrow("no");
  await two.whose.check();
  expect([one.turns, two.turns]).toEqual([[], []]);
  loggedIn = null;
  await two.whose.fetch("/api/changes");
  await vi.waitFor(() => expect(one.turns).toEqual(["ended"]));
  expect(two.turns).toEqual(["ended"]);
});

test("windows tell each other of what was not sent", async () => {
  const one = window_(ANN);
  window_(ANN);
  expect(await one.whose.unsentElsewhere()).toBe(false);
  sessionStorage.setItem("yeoul.draft.new", "Not sent yet");
  expect(await one.whose.unsentElsewhere()).toBe(true);
});

test("a window that waits for one person leaves when another one comes", async () => {
  const { whose, turns } = window_(ANN);
  loggedIn = null;
  await whose.fetch("/api/models");
  loggedIn = BOB;
  expect(await whose.check()).toBe(false);
  expect(turns).toEqual(["ended", "left"]);
  // One that has never known anybody takes whom it gets.
  const other = window_(null);
  await other.whose.check();
  expect(other.turns).toEqual(["found"]);
});

test("a window of nobody takes whoever comes, and takes what it has kept along", async () => {
  const { whose, turns } = window_({ account: null, role: "admin", mode: "local" });
  loggedIn = null;
  await whose.fetch("/api/changes");
  loggedIn = ANN;
  await whose.check();
  expect(turns).toEqual(["ended", "found"]);
  // One that has not yet heard that there are accounts must not go on as it is, either.
  const late = window_({ account: null, role: "admin", mode: "local" });
  await late.whose.check();
  expect(late.turns).toEqual(["found"]);
});

test("a server that waits for its first account is told from one that knows nobody", async () => {
  const { whose } = window_(null);
  loggedIn = null;
  expect(await whose.ask()).toBeNull();
  expect(whose.needsSetUp).toBe(false);
  vi.stubGlobal("fetch", async () => problem({ ...UNKNOWN, code: "setup_needed" }));
  expect(await whose.ask()).toBeNull();
  expect(whose.needsSetUp).toBe(true);
});

test("every request asks in the language of the page", async () => {
  let language: string | null = null;
  vi.stubGlobal("fetch", async (_url: string, init?: RequestInit) => {
    language = new Headers(init?.headers).get("accept-language");
    return json({});
  });
  document.documentElement.lang = "ko";
  await new Whose(() => undefined).fetch("/api/assistants");
  expect(language).toBe("ko");
});
