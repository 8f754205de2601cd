import { expect, test } from "vitest";
import { ApiError, DecodeError } from "../../src/protocol/index.ts";
import {
  BlockedError,
  ladderTransport,
  noObserver,
  TransportChoice,
  type Ways,
} from "../../src/transports/index.ts";
import { delta, heartbeat, started } from "../core/frames.ts";
import { ScriptedTransport } from "../core/scripted-transport.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";
import { collected } from "./collected.ts";

function begin({ slots = 4 } = {}) {
  const clock = new FakeClock();
  const ways = {
    sse: new ScriptedTransport(),
    websocket: new ScriptedTransport(),
    "long-polling": new ScriptedTransport(),
    polling: new ScriptedTransport(),
    hidden: new ScriptedTransport(),
  } satisfies Ways;
  const shown = { now: true, tell: (): void => undefined };
  const choice = new TransportChoice();
  let free = slots;
  const told: string[] = [];
  const transport = ladderTransport({
    choice,
    clock,
    ways,
    observer: {
      ...noObserver,
      following: (answerId, why) => told.push(`following ${answerId} ${why}`),
      rerouting: (answerId, why) => told.push(`${why} ${answerId}`),
    },
    shown: {
      isShown: () => shown.now,
      subscribe: (listener) => {
        shown.tell = listener;
        return () => undefined;
      },
    },
    slots: async () => {
      if (free === 0) return null;
      free -= 1;
      return () => {
        free += 1;
      };
    },
  });
  const abort = new AbortController();
  const { sink, kinds } = collected();
  return {
    ...{ clock, ways, choice, kinds, told },
    free: () => free,
    abort: () => abort.abort(),
    look(now: boolean) {
      shown.now = now;
      shown.tell();
      return settle();
    },
    async start(what: "follow" | "ask" = "follow") {
      const outcome =
        what === "ask"
          ? transport.ask({ content: "hi", ids: { answer: "a1" } }, sink, abort.signal)
          : transport.follow("a1", null, sink, abort.signal);
      outcome.catch(() => undefined);
      await settle();
      return { outcome };
    },
  };
}

test("a stream whose first byte is late goes on over a WebSocket, behind the last frame", async () => {
  const { ways, clock, choice, start, kinds } = begin();
  const { outcome } = await start();
  await clock.pass(3_000);
  expect(ways.sse.last.signal.aborted).toBe(true);
  expect(ways.websocket.last.what).toEqual({ after: null });
  await ways.websocket.last.frames(started(), delta("1-2", "Hi"));
  await ways.websocket.last.end("closed");
  expect(await outcome).toBe("closed");
  expect(kinds()).toEqual(["started", "delta"]);
  expect(choice.current).toBe("websocket");
});

test("where the WebSocket is blocked as well it goes on by long polling", async () => {
  const { ways, clock, start } = begin();
  await start();
  await clock.pass(3_000);
  await ways.websocket.last.fail(new BlockedError("no"));
  await settle();
  expect(ways["long-polling"].connections).toHaveLength(1);
});

test("a handshake that is never answered is blocked", async () => {
  const { ways, clock, start } = begin();
  await start();
  await clock.pass(6_000);
  expect(ways["long-polling"].connections).toHaveLength(1);
});

test("a server out of reach blames no transport", async () => {
  const { ways, clock, choice, start } = begin();
  const { outcome } = await start();
  await clock.pass(3_000);
  const gone = new ApiError({ status: 0, code: "network", detail: "", retryable: true });
  await ways.websocket.last.fail(gone);
  await expect(outcome).rejects.toBe(gone);
  expect(choice.current).toBe("sse");
});

test("a question that has not arrived is asked again with the same key, then followed", async () => {
  const { ways, clock, choice, start } = begin();
  await start("ask");
  await clock.pass(3_000);
  expect(ways.websocket.last.what).toEqual({ ask: { content: "hi", ids: { answer: "a1" } } });
  await ways.websocket.last.frames(started());
  choice.choose("polling");
  await settle();
  expect(ways.polling.last.what).toEqual({ after: "1-1" });
});

test("a page that stays hidden asks now and then, and streams again when it is shown", async () => {
  const { ways, clock, look, start } = begin();
  await start();
  await ways.sse.last.frames(started(), delta("1-2", "Hi"));
  await look(false);
  await clock.pass(9_000);
  expect(ways.sse.last.signal.aborted).toBe(false);
  await ways.sse.last.frames(heartbeat("queued"));
  await clock.pass(1_000);
  await settle();
  expect(ways.sse.last.signal.aborted).toBe(true);
  expect(ways.hidden.last.what).toEqual({ after: "1-2" });
  await ways.hidden.last.frames(delta("1-3", "!"));
  await look(true);
  expect(ways.sse.connections).toHaveLength(2);
  expect(ways.sse.last.what).toEqual({ after: "1-3" });
});

test("a look at another tab costs no connection", async () => {
  const { ways, clock, look, start } = begin();
  await start();
  await ways.sse.last.frames(started());
  await look(false);
  await clock.pass(2_000);
  await look(true);
  await clock.pass(9_000);
  expect(ways.sse.connections).toHaveLength(1);
  expect(ways.hidden.connections).toHaveLength(0);
});

test("when all places are taken it is followed by WebSocket, which is no blame", async () => {
  const { ways, choice, start } = begin({ slots: 0 });
  await start();
  expect(ways.sse.connections).toHaveLength(0);
  await ways.websocket.last.frames(started());
  expect(choice.current).toBe("sse");
});

test("the place is given back when the stream is over", async () => {
  const { ways, free, start } = begin({ slots: 1 });
  const { outcome } = await start();
  expect(free()).toBe(0);
  await ways.sse.last.end("done");
  expect(await outcome).toBe("done");
  expect(free()).toBe(1);
});

test("aborting lets go of whatever is under way, and of the place", async () => {
  const { ways, free, start, abort } = begin({ slots: 1 });
  const { outcome } = await start();
  abort();
  await expect(outcome).rejects.toBeInstanceOf(Error);
  expect(ways.sse.last.signal.aborted).toBe(true);
  expect(free()).toBe(1);
});

test("an observer is told when a follow begins, and why it goes another way", async () => {
  const { ways, clock, choice, look, start, told } = begin();
  await start("ask");
  await clock.pass(3_000);
  await ways.websocket.last.frames(started());
  choice.choose("sse");
  await settle();
  await look(false);
  await clock.pass(10_000);
  await look(true);
  expect(told).toEqual([
    "following a1 asked",
    "held-back a1",
    "chosen a1",
    "hidden a1",
    "shown a1",
  ]);
});

test("an observer is told that other windows have all the places", async () => {
  const { start, told } = begin({ slots: 0 });
  await start();
  expect(told).toEqual(["following a1 opened", "crowded a1"]);
});

test("an observer is told which way nothing comes through", async () => {
  const { ways, choice, start, told } = begin();
  await start();
  await ways.sse.last.fail(new DecodeError("a page of something else"));
  expect(told).toEqual(["following a1 opened", "blocked a1"]);
  expect(choice.current).toBe("websocket");
});
