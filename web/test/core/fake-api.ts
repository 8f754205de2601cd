/** An API that remembers what was asked of it and replies as the test says. */

import type { ApiClient } from "../../src/core/index.ts";
import type {
  Answer,
  ConversationReply,
  ConversationSummary,
  Model,
} from "../../src/protocol/index.ts";

const TIME = "2026-01-01T00:00:00Z";

export function summary(
  id: string,
  fields: Partial<ConversationSummary> = {},
): ConversationSummary {
  return { id, title: id, created_at: TIME, updated_at: TIME, leaf_id: null, ...fields };
}

/** A model of which nothing is told. */
export function model(id: string, fields: Partial<Model> = {}): Model {
  const untold = { default: false, continues: false, candidates: false };
  return { id, title: id, provider: "embedded", ...untold, ...fields };
}

export function answered(fields: Partial<Answer> = {}): Answer {
  return {
    id: "a1",
    conversation_id: "c1",
    parent_id: "q1",
    role: "assistant",
    status: "finished",
    text: "Hello",
    model: "m",
    cursor: "1-3",
    reason: "stop",
    created_at: TIME,
    ...fields,
  };
}

export function conversation(answer: Answer): ConversationReply {
  const question = {
    id: "q1",
    conversation_id: "c1",
    parent_id: null,
    text: "Hi",
    created_at: TIME,
  };
  return {
    ...summary("c1", { title: "Hi", leaf_id: answer.id }),
    messages: [{ ...question, role: "user" }, answer],
  };
}

/** `calls` lists what was asked as `name(arguments)`, without signals; `replies` may replace any of the functions. */
export function fakeApi(replies: Partial<ApiClient> = {}): ApiClient & { calls: string[] } {
  const calls: string[] = [];
  const plain: ApiClient = {
    models: async () => [],
    answer: async () => answered(),
    candidates: async () => [],
    stop: async () => answered({ status: "stopped", reason: "stopped" }),
    continueAnswer: async () => answered({ status: "queued", reason: null }),
    conversations: async () => ({ conversations: [], next_cursor: null }),
    conversation: async () => conversation(answered()),
    patch: async (id) => summary(id),
    remove: async () => undefined,
    forget: async () => undefined,
    restore: async () => undefined,
    importAll: async () => [],
    storage: async () => ({ conversations: 0, deleted_conversations: 0, files: [] }),
    call: async (_method, _path, decode) => decode(undefined),
  };
  const all = { ...plain, ...replies };
  const record = Object.fromEntries(
    Object.entries(all).map(([name, reply]) => [
      name,
      (...given: unknown[]) => {
        const told = given.filter((each) => each !== undefined && !isSignal(each));
        calls.push(`${name}(${told.map((each) => JSON.stringify(each)).join(",")})`);
        return (reply as (...args: unknown[]) => unknown)(...given);
      },
    ]),
  );
  return { ...(record as unknown as ApiClient), calls };
}

function isSignal(given: unknown): boolean {
  return typeof given === "object" && given !== null && "signal" in given;
}
