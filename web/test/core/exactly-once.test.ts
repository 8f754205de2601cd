// Whatever is lost, late or crossed on the way: each question is asked once, and shown once.

import { expect, test } from "vitest";
import { Client, type Conversation } from "../../src/core/index.ts";
import type { Change } from "../../src/protocol/index.ts";
import {
  type Answer,
  ApiError,
  type AskRequest,
  type ConversationReply,
  type Message,
} from "../../src/protocol/index.ts";
import type { Outcome, Sink } from "../../src/transports/index.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";
import { answered, fakeApi, summary } from "./fake-api.ts";
import { delta, end, started } from "./frames.ts";

const AWAY = new ApiError({ status: 0, code: "network", detail: "", retryable: true });
const problem = (status: number, code: string) =>
  new ApiError({ status, code, detail: "", retryable: false });
const STOPPED = { status: "stopped", reason: "stopped" } as const;

/** A server as the protocol has it: ids are taken once, keys replay, and an early Stop waits. */
class Server {
  readonly messages = new Map<string, Message>();
  /** Of which answers a Stop has come. */
  readonly stops = new Set<string>();
  readonly changes: Change[] = [];
  #second = 0;

  ask(body: AskRequest): Answer {
    const { ids, conversation_id: known, question_id: asked } = body;
    if (ids == null) throw new Error("a question without ids");
    const before = this.answer(ids.answer);
    if (before !== undefined) return before;
    if (ids.question != null && this.messages.has(ids.question)) throw problem(409, "id_taken");
    const conversationId =
      known ?? ids.conversation ?? this.messages.get(asked ?? "")?.conversation_id;
    const made = { conversation_id: conversationId ?? "", created_at: this.#time() };
    const questionId = asked ?? ids.question ?? "";
    if (asked == null) {
      const parent_id = body.parent_id ?? null;
      this.#add({ ...made, id: questionId, parent_id, role: "user", text: body.content ?? "" });
    }
    const begun = this.stops.has(ids.answer) ? STOPPED : { status: "generating", reason: null };
    const about = {
      ...made,
      ...begun,
      id: ids.answer,
      parent_id: questionId,
      text: "",
      cursor: null,
    };
    this.#add(answered({ ...about, created_at: this.#time() } as Partial<Answer>));
    this.#tell("asked", ids.answer);
    return this.#get(ids.answer);
  }

  stop(id: string): Answer | null {
    this.stops.add(id);
    if (this.answer(id) === undefined) return null;
    this.end(id, STOPPED);
    return this.#get(id);
  }

  end(id: string, how: Pick<Answer, "status" | "reason">): void {
    const answer = this.#get(id);
    if (answer.status !== "generating") return;
    this.#add({ ...answer, ...how, text: how.status === "finished" ? "Whole" : "" });
    this.#tell("ended", id);
  }

  /** Ends answers that grow, at most so many. */
  finish(most = Number.POSITIVE_INFINITY): void {
    const growing = [...this.messages.keys()].filter(
      (id) => this.answer(id)?.status === "generating",
    );
    for (const id of growing.slice(0, most)) this.end(id, { status: "finished", reason: "stop" });
  }

  read(id: string): ConversationReply {
    const messages = [...this.messages.values()].filter((each) => each.conversation_id === id);
    if (messages.length === 0) throw problem(404, "not_found");
    return { ...summary(id), leaf_id: messages.at(-1)?.id ?? null, messages };
  }

  answer(id: string): Answer | undefined {
    const message = this.messages.get(id);
    return message?.role === "assistant" ? message : undefined;
  }

  /** What of the answer is told now, and whether that is all. */
  log(id: string): { frames: Parameters<Sink["onFrames"]>[0]; over: boolean } {
    const { status, reason, text } = this.#get(id);
    const { parent_id: questionId, conversation_id } = this.#get(id);
    const begin = started("1-1", id, questionId ?? "");
    if (begin.cursor !== null && begin.event.kind === "started")
      Object.assign(begin.event.data, { conversation_id, created_at: this.#get(id).created_at });
    if (status === "generating") return { frames: [begin], over: false };
    const words = text === "" ? [] : [delta("1-2", text)];
    const last = end(`1-${words.length + 2}`, { status, reason: reason ?? "stop" } as object);
    return { frames: [begin, ...words, last], over: true };
  }

  #get(id: string): Answer {
    const found = this.answer(id);
    if (found === undefined) throw problem(404, "not_found");
    return found;
  }

  #add(message: Message): void {
    this.messages.set(message.id, message);
  }

  #tell(what: Change["what"], answerId: string): void {
    this.changes.push({ what, answerId, conversationId: this.#get(answerId).conversation_id });
  }

  #time(): string {
    this.#second += 1;
    return new Date(Date.UTC(2026, 0, 1, 0, 0, this.#second)).toISOString();
  }
}

/** A request on its way: it reaches the server at most once, and its reply may be lost. */
interface Way {
  arrive(): void;
  reply(): void;
  lose(): void;
  over: boolean;
}

function randomOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

function open() {
  const server = new Server();
  const clock = new FakeClock();
  const ways: Way[] = [];
  const asked: AskRequest[] = [];
  let tell = (_: Change): void => undefined;

  function send<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: { value: T } | { error: unknown } | null = null;
      const way: Way = {
        over: false,
        arrive() {
          if (result !== null) return;
          try {
            result = { value: work() };
          } catch (error) {
            result = { error };
          }
        },
        reply() {
          way.arrive();
          way.over = true;
          if (result !== null && "value" in result) resolve(result.value);
          else reject(result?.error);
        },
        lose() {
          way.over = true;
          reject(AWAY);
        },
      };
      ways.push(way);
    });
  }

  function stream(id: string, first: () => void, sink: Sink, signal: AbortSignal) {
    return new Promise<Outcome>((resolve, reject) => {
      let arrived = false;
      const way: Way = {
        over: false,
        arrive() {
          if (!arrived) first();
          arrived = true;
        },
        reply() {
          try {
            way.arrive();
            const { frames, over } = server.log(id);
            sink.onOpen();
            sink.onFrames(frames);
            if (!over) return;
            way.over = true;
            resolve("closed");
          } catch (error) {
            way.over = true;
            reject(error);
          }
        },
        lose() {
          way.over = true;
          reject(AWAY);
        },
      };
      // A request that is let go may still be on its way: it arrives, and nobody hears of it.
      signal.addEventListener("abort", () => reject(AWAY));
      ways.push(way);
    });
  }

  const client = new Client({
    clock,
    api: fakeApi({
      conversation: (id) => send(() => server.read(id)),
      stop: (id) => send(() => server.stop(id)),
      answer: (id) => send(() => server.answer(id) ?? answered({ id })),
    }),
    transport: {
      ask: (question, sink, signal) => {
        asked.push(question);
        return stream(question.ids.answer, () => void server.ask(question), sink, signal);
      },
      follow: (id, _after, sink, signal) => stream(id, () => undefined, sink, signal),
    },
    changes: (onChange) => {
      tell = onChange;
    },
    giveUpMs: Number.POSITIVE_INFINITY,
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
  });
  client.listen();
  return { server, clock, ways, asked, client, tell: (change: Change) => tell(change) };
}

/** Every question and answer that is shown, and that there is none twice. */
function shown(conversation: Conversation): readonly string[] {
  const { branch } = conversation.getSnapshot();
  const ids = branch.map(({ message }) => message.id);
  expect(new Set(ids).size).toBe(ids.length);
  const questions = branch.filter(({ message }) => message.role === "user");
  const texts = questions.map(({ message }) => message.text);
  expect(new Set(texts).size).toBe(texts.length);
  return ids;
}

/** The network is well again, the answers end, and the conversation is read once more. */
async function heal({ server, clock, ways }: ReturnType<typeof open>, conversation: Conversation) {
  const replyAll = (): void => {
    for (const way of ways.filter((each) => !each.over)) way.reply();
  };
  for (let round = 0; round < 60; round += 1) {
    replyAll();
    server.finish();
    await clock.pass(10_000);
  }
  const reading = conversation.reload();
  replyAll();
  await reading;
}

const SEEDS = Array.from({ length: 300 }, (_, at) => at + 1);

test.each(SEEDS)("each question is asked once and shown once (seed %i)", async (seed) => {
  const random = randomOf(seed);
  const world = open();
  const { server, clock, ways, asked, client, tell } = world;
  const conversation = client.newConversation();
  const givenBack = new Set<string>();
  conversation.subscribe(() => {
    const { rejected } = conversation.getSnapshot();
    if (rejected !== null) givenBack.add(rejected.content.text);
  });
  let questions = 0;
  const any = () => {
    const open = ways.filter((way) => !way.over);
    return open[random(Math.max(open.length, 1))];
  };
  const live = () => conversation.getSnapshot().live !== null;
  const steps: (() => unknown)[] = [
    () => {
      if (live()) return;
      questions += 1;
      conversation.ask(`Question ${questions}`);
    },
    () => {
      const answer = conversation.getSnapshot().branch.at(-1)?.message;
      if (!live() && random(3) === 0 && answer?.parent_id)
        conversation.regenerate(answer.parent_id);
    },
    () => random(2) || void conversation.stop(),
    () => void conversation.reload(),
    () => any()?.arrive(),
    () => any()?.reply(),
    () => any()?.reply(),
    () => any()?.lose(),
    () => clock.pass(random(3_000)),
    () => server.finish(1),
    () => tell(server.changes.shift() ?? { what: "missed", conversationId: null, answerId: null }),
  ];
  for (let step = 0; step < 120; step += 1) {
    await steps[random(steps.length)]?.();
    await settle();
    shown(conversation);
  }
  await heal(world, conversation);
  expect(live()).toBe(false);
  for (const id of shown(conversation)) expect(server.messages.has(id)).toBe(true);
  const stored = [...server.messages.values()].filter(({ role }) => role === "user");
  const texts = stored.map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  for (let at = 1; at <= questions; at += 1) {
    const text = `Question ${at}`;
    if (!givenBack.has(text)) expect(texts).toContain(text);
  }
  for (const { ids, content } of asked) {
    if (ids != null && givenBack.has(content ?? "")) expect(server.stops).toContain(ids.answer);
  }
  const keys = asked.map((body) => [body.ids?.answer, JSON.stringify(body)]);
  expect(new Set(keys.map(String)).size).toBe(new Set(keys.map(([id]) => id)).size);
});
