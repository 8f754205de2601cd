import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket as NodeSocket, WebSocketServer } from "ws";
import { FaultyHand, isOf, LUMP_MS, SILENCE_MS } from "../../../src/page/faults/hand.ts";
import { Line } from "../../../src/page/faults/line.ts";
import { FakeClock } from "../../runtime/fake-clock.ts";

/** A line whose replies are written by hand. */
function bench() {
  const clock = new FakeClock();
  const bodies = new Map<string, ReadableStreamDefaultController<Uint8Array>>();
  const line = new Line(async (url, init) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        bodies.set(String(url), controller);
        init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
      },
    });
    return new Response(body);
  });
  const hand = new FaultyHand(line, isOf("a"), clock);
  const open = async (url: string) => {
    const response = await line.fetch(url);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const read = async () => {
      const { done, value } = await reader.read();
      return done ? null : new TextDecoder().decode(value);
    };
    const say = (text: string) => bodies.get(url)?.enqueue(new TextEncoder().encode(text));
    return { read, say, end: () => bodies.get(url)?.close(), reader };
  };
  return { clock, line, hand, open };
}

const OWN = "/api/answers/a/events";
const OTHER = "/api/answers/b/events";

test("a cut breaks the answer's own connection off, and no other", async () => {
  const { hand, open, line } = bench();
  const own = await open(OWN);
  const other = await open(OTHER);
  const reading = own.read();
  hand.cut();
  await expect(reading).rejects.toThrow("cut");
  other.say("more");
  expect(await other.read()).toBe("more");
  expect([...line.open].map(({ url }) => url)).toEqual([OTHER]);
});

test("where nothing is open the next connection is cut", async () => {
  const { hand, open } = bench();
  hand.cut();
  const first = await open(OWN);
  await expect(first.read()).rejects.toThrow("cut");
  const second = await open(OWN);
  second.say("rest");
  expect(await second.read()).toBe("rest");
});

test("what comes in a silence comes behind it, as one, and its end behind that", async () => {
  const { clock, hand, open } = bench();
  const own = await open(OWN);
  const other = await open(OTHER);
  hand.silence();
  let came: string | null = "nothing";
  const reading = own.read().then((text) => {
    came = text;
  });
  for (const word of ["one ", "two ", "three"]) own.say(word);
  own.end();
  other.say("more");
  expect(await other.read()).toBe("more");
  await clock.pass(SILENCE_MS - 1);
  expect(came).toBe("nothing");
  await clock.pass(1);
  await reading;
  expect(came).toBe("one two three");
  expect(await own.read()).toBeNull();
});

test("a proxy that buffers passes on in lumps what came since the last one", async () => {
  const { clock, hand, open } = bench();
  const own = await open(OWN);
  hand.buffer();
  for (const lump of ["ab", "cd"]) {
    const reading = own.read();
    for (const letter of lump) own.say(letter);
    await clock.untilWaiting(1, LUMP_MS);
    await clock.pass(LUMP_MS);
    expect(await reading).toBe(lump);
  }
  hand.settle();
  own.say("e");
  expect(await own.read()).toBe("e");
});

test("who leaves a line that is silent is let go", async () => {
  const { hand, open, line } = bench();
  const own = await open(OWN);
  hand.silence();
  await own.reader.cancel();
  expect([...line.open]).toEqual([]);
});

/** A socket of a line, what its page got, and what has come over it; `say` resolves when it has come. */
async function socketOf(line: Line) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, "connection");
  vi.stubGlobal("WebSocket", NodeSocket);
  onTestFinished(() => void vi.unstubAllGlobals());
  const socket = new line.WebSocket(`ws://127.0.0.1:${port}${OWN}`);
  onTestFinished(() => socket.close());
  const got: string[] = [];
  socket.onmessage = ({ data }) => void got.push(data);
  const [far] = (await accepted) as [NodeSocket];
  const say = async (text: string) => {
    const came = new Promise((resolve) => {
      socket.addEventListener("message", resolve, { once: true });
    });
    far.send(text);
    await came;
  };
  return { got, say };
}

test("a socket that falls silent again and again gets all of it in the end", async () => {
  const { clock, hand, line } = bench();
  const { got, say } = await socketOf(line);
  for (const word of ["one", "two", "three"]) {
    hand.silence();
    await say(word);
    await clock.pass(SILENCE_MS - 1_000);
  }
  // The last silence has not passed.
  expect(got).toEqual([]);
  await clock.pass(1_000);
  expect(got).toEqual(["one", "two", "three"]);
  await say("four");
  expect(got.at(-1)).toBe("four");
});

test("a silence in a silence lasts until the second has passed", async () => {
  const { clock, hand, open } = bench();
  const own = await open(OWN);
  hand.silence();
  const reading = own.read();
  own.say("one ");
  await clock.untilWaiting(SILENCE_MS, SILENCE_MS);
  await clock.pass(1_000);
  hand.silence();
  await clock.pass(SILENCE_MS - 1_000);
  own.say("two");
  await clock.untilWaiting(1_000, 1_000);
  await clock.pass(1_000);
  expect(await reading).toBe("one two");
});
