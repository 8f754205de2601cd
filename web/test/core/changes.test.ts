import type { ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { listenForChanges, sharedChanges } from "../../src/core/index.ts";
import type { Change } from "../../src/protocol/index.ts";
import { serve } from "../loopback.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";

const HEARTBEAT = "event: heartbeat\ndata: {}\n\n";

function change(what: string): string {
  return `event: change\ndata: {"what":"${what}","conversation_id":"c1","answer_id":null}\n\n`;
}

/** A server of changes: what it is connected to, and what is heard of it. */
async function begin() {
  const streams: ServerResponse[] = [];
  const heard: Change["what"][] = [];
  let told = (): void => undefined;
  const baseUrl = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    streams.push(response);
    told();
  });
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  /** Resolves when `condition` holds, looked at whenever something happens. */
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      told = () => condition() && resolve();
      told();
    });
  const onChange = ({ what }: Change): void => {
    heard.push(what);
    told();
  };
  return { baseUrl, streams, heard, abort, until, onChange, clock: new FakeClock() };
}

test("what is heard is told, and everything counts as missed before", async () => {
  const { baseUrl, streams, heard, abort, until, onChange, clock } = await begin();
  void listenForChanges({ baseUrl, clock }, onChange, abort.signal);
  await until(() => streams.length === 1);
  streams[0]?.write(HEARTBEAT + change("created") + change("ended"));
  await until(() => heard.length === 3);
  expect(heard).toEqual(["missed", "created", "ended"]);
});

test("a connection that ends is made again, and everything counts as missed", async () => {
  const { baseUrl, streams, heard, abort, until, onChange, clock } = await begin();
  void listenForChanges({ baseUrl, clock }, onChange, abort.signal);
  await until(() => streams.length === 1);
  streams[0]?.write(HEARTBEAT);
  await until(() => heard.length === 1);
  streams[0]?.end();
  await clock.untilWaiting(1, 1_000);
  await clock.pass(1_000);
  await until(() => streams.length === 2);
  streams[1]?.write(HEARTBEAT);
  await until(() => heard.length === 2);
  expect(heard).toEqual(["missed", "missed"]);
});

test("where no stream gets through everything is read again now and then", async () => {
  const { baseUrl, streams, heard, abort, until, onChange, clock } = await begin();
  void listenForChanges({ baseUrl, clock }, onChange, abort.signal);
  await until(() => streams.length === 1);
  await clock.pass(3_000);
  await clock.untilWaiting(10_000, 20_000);
  await clock.pass(20_000);
  expect(heard).toEqual(["missed"]);
});

test("windows of one browser share one connection, and another takes over", async () => {
  const { baseUrl, streams, heard, until, onChange, clock } = await begin();
  vi.stubGlobal("navigator", { locks: fakeLocks() });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const [first, second] = [new AbortController(), new AbortController()];
  onTestFinished(() => second.abort());
  const other: Change["what"][] = [];
  sharedChanges({ baseUrl, clock })(onChange, first.signal);
  sharedChanges({ baseUrl, clock })((each) => {
    other.push(each.what);
    onChange(each);
  }, second.signal);
  await until(() => streams.length === 1);
  streams[0]?.write(HEARTBEAT + change("deleted"));
  await until(() => heard.length === 4);
  expect(other).toEqual(["missed", "deleted"]);
  expect(streams).toHaveLength(1);
  first.abort();
  await until(() => streams.length === 2);
  streams[1]?.write(HEARTBEAT);
  await until(() => other.length === 3);
});

test("windows of different people share nothing", async () => {
  const { baseUrl, streams, heard, abort, until, onChange, clock } = await begin();
  vi.stubGlobal("navigator", { locks: fakeLocks() });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const bobs: Change["what"][] = [];
  sharedChanges({ baseUrl, clock, owner: "ann" })(onChange, abort.signal);
  sharedChanges({ baseUrl, clock, owner: "bob" })(({ what }) => bobs.push(what), abort.signal);
  await until(() => streams.length === 2);
  streams[0]?.write(HEARTBEAT + change("deleted"));
  await until(() => heard.length === 2);
  await settle();
  expect(bobs).toEqual([]);
});

/** Locks by name, each given to one after the other. */
function fakeLocks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request(name: string, _options: object, run: () => Promise<void>): Promise<unknown> {
      const next = (last.get(name) ?? Promise.resolve()).then(run);
      last.set(name, next);
      return next;
    },
  };
}
