import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { conversationsJson } from "../../../../src/core/archive/index.ts";
import { importFile, NoImport } from "../../../../src/page/settings/import/import-run.ts";
import { ApiError, type ConversationToImport } from "../../../../src/protocol/index.ts";
import { answered, conversation, fakeApi } from "../../../core/fake-api.ts";
import { EXPORTED } from "./chatgpt-export.ts";

/** Imports a file; returns the tally, and what was sent. */
async function imported(file: Blob, refuse: (one: ConversationToImport) => boolean = () => false) {
  const sent: ConversationToImport[][] = [];
  const api = fakeApi({
    importAll: async (conversations) => {
      sent.push([...conversations]);
      if (conversations.some(refuse)) {
        const detail = "Message x follows none of the messages before it.";
        throw new ApiError({ status: 422, code: "invalid_request", detail, retryable: false });
      }
      return conversations.map(({ id }) => ({
        id,
        conversation_id: id,
        outcome: "imported",
        added: 1,
      }));
    },
  });
  const signal = new AbortController().signal;
  const tally = await importFile(api, file, () => undefined, signal);
  return { tally, sent };
}

function zipOf(name: string, text: string, packed = true): Blob {
  const content = new TextEncoder().encode(text);
  const data = packed ? deflateRawSync(content) : content;
  const named = new TextEncoder().encode(name);
  const fields = (size: number, ...at: readonly (readonly [number, number, 2 | 4])[]) => {
    const view = new DataView(new ArrayBuffer(size));
    for (const [place, value, bytes] of at)
      bytes === 2 ? view.setUint16(place, value, true) : view.setUint32(place, value, true);
    return view;
  };
  const method = packed ? 8 : 0;
  const local = fields(30, [0, 0x04034b50, 4], [8, method, 2], [26, named.length, 2]);
  const entry = fields(
    46,
    [0, 0x02014b50, 4],
    [10, method, 2],
    [20, data.length, 4],
    [24, content.length, 4],
    [28, named.length, 2],
  );
  const end = fields(
    22,
    [0, 0x06054b50, 4],
    [8, 1, 2],
    [10, 1, 2],
    [12, 46 + named.length, 4],
    [16, 30 + named.length + data.length, 4],
  );
  return new Blob([local, named, data as never, entry, named, end]);
}

test("an export of Yeoul goes back as it was", async () => {
  const tool_calls = [{ index: 0, id: "c1", name: "tide", arguments: "{}" }];
  const one = conversation(answered({ reasoning: "Hm.", tool_calls, status: "failed" }));
  const { tally, sent } = await imported(new Blob([conversationsJson([one])]));
  expect(tally).toMatchObject({ imported: 1, refused: [] });
  expect(sent[0]?.[0]).toMatchObject({ id: "c1", title: "Hi", leaf_id: "a1" });
  expect(sent[0]?.[0]?.messages).toMatchObject([
    { id: "q1", parent_id: null, role: "user", text: "Hi" },
    {
      ...{ id: "a1", role: "assistant", text: "Hello", reasoning: "Hm.", tool_calls },
      status: "interrupted",
    },
  ]);
});

test("an answer's candidates go back with it, unless they are too many for a request", async () => {
  const token_candidates = [{ at: 0, tokens: [["Hello", -0.5, [["Hello", -0.5]]]] }];
  const many = Array.from({ length: 30_000 }, () => token_candidates[0]);
  for (const told of [token_candidates, many]) {
    const answer = { ...answered({ candidates: 1 }), token_candidates: told };
    const { sent } = await imported(new Blob([conversationsJson([conversation(answer)])]));
    const [, back] = sent[0]?.[0]?.messages ?? [];
    expect(back?.candidates).toBe(1);
    expect(back?.token_candidates).toEqual(told === many ? undefined : token_candidates);
  }
});

test("the export of an account goes back as it was, and what else is in it is passed over", async () => {
  const one = conversation(answered());
  const head = { format: "yeoul-export", version: 1, account: { id: "a", name: "Ann" } };
  const lines = [head, { sessions: [{ id: "s1" }] }, { usage: [] }].map((each) =>
    JSON.stringify(each),
  );
  const kept = JSON.stringify({ conversations: [one] });
  const { tally, sent } = await imported(new Blob([[...lines, kept, kept, ""].join("\n")]));
  expect(tally).toMatchObject({ imported: 2, refused: [] });
  expect(sent.flat().map(({ messages }) => messages.length)).toEqual([2, 2]);
  const none = imported(new Blob([`${lines.join("\n")}\n`]));
  await expect(none).rejects.toMatchObject({ kind: "nothing" });
});

test.each([true, false])("ChatGPT's archive is read where it lies (packed: %s)", async (packed) => {
  const zip = zipOf("export/conversations.json", JSON.stringify([EXPORTED, EXPORTED]), packed);
  const { tally } = await imported(zip);
  expect(tally.imported).toBe(2);
});

test("many conversations go in few requests, and a long one in several", async () => {
  const many = Array.from({ length: 120 }, (_, at) => ({ ...EXPORTED, conversation_id: `${at}` }));
  const { sent } = await imported(new Blob([JSON.stringify(many)]));
  expect(sent.map((each) => each.length)).toEqual([50, 50, 20]);

  const question = { id: "q", parent_id: null, role: "user", text: "?", created_at: "x" };
  const messages = [question];
  for (let at = 0; at < 12; at += 1)
    messages.push({ ...question, id: `a${at}`, role: "assistant", text: "x".repeat(100_000) });
  const long = await imported(new Blob([JSON.stringify([{ id: "c", title: "t", messages }])]));
  expect(long.sent.length).toBe(3);
  expect(long.sent.flatMap(([one]) => one?.messages ?? []).map(({ id }) => id)).toEqual(
    messages.map(({ id }) => id),
  );
  expect(long.tally.imported).toBe(1);
});

test("a single conversation is taken that is in no list", async () => {
  const { tally, sent } = await imported(new Blob([JSON.stringify(EXPORTED)]));
  expect(tally.imported).toBe(1);
  expect(sent[0]).toHaveLength(1);
});

test.each(["refused", "broken off"])(
  "of a new one that is %s in the middle nothing stays",
  async (how) => {
    const question = { id: "q", parent_id: null, role: "user", text: "?", created_at: "x" };
    const long = { ...question, role: "assistant", text: "x".repeat(400_000) };
    const messages = [question, { ...long, id: "a" }, { ...long, id: "b" }];
    const error = new ApiError({
      status: how === "refused" ? 422 : 503,
      code: "x",
      detail: "Why.",
      retryable: how !== "refused",
    });
    const api = fakeApi({
      importAll: async ([one]) => {
        if (one?.messages.some(({ id }) => id === "b")) throw error;
        return [{ id: "c", conversation_id: "here", outcome: "imported", added: 2 }];
      },
      forget: async () => undefined,
    });
    const file = new Blob([JSON.stringify([{ id: "c", title: "t", messages }])]);
    const tally = importFile(api, file, () => undefined, new AbortController().signal);
    if (how === "refused")
      expect(await tally).toMatchObject({ imported: 0, refused: [{ title: "t", reason: "Why." }] });
    else await expect(tally).rejects.toBe(error);
    expect(api.calls.filter((call) => call.startsWith("forget"))).toEqual(['forget("here")']);
  },
);

test("it says of an archive that was cut off that it is damaged", async () => {
  const zip = zipOf("conversations.json", JSON.stringify([EXPORTED]));
  const failure = await imported(zip.slice(0, -30)).catch((error: unknown) => error);
  expect((failure as NoImport).kind).toBe("damaged");
});

test("one that is refused is named, and keeps no other back", async () => {
  const three = ["a", "b", "c"].map((id) => ({ ...EXPORTED, conversation_id: id, title: id }));
  const file = new Blob([JSON.stringify(three)]);
  const { tally } = await imported(file, ({ id }) => id === "b");
  expect(tally.imported).toBe(2);
  expect(tally.refused).toEqual([
    { title: "b", reason: "Message x follows none of the messages before it." },
  ]);
});

test.each([
  ["nothing", "no JSON at all"],
  ["nothing", "[]"],
  ["nothing", '[{"name":"Ann"}]'],
  ["damaged", JSON.stringify([EXPORTED, EXPORTED]).slice(0, -40)],
])("it says %s of a file like %s", async (kind, text) => {
  const failure = await imported(new Blob([text])).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NoImport);
  expect((failure as NoImport).kind).toBe(kind);
});

const PICTURE = {
  id: "7c02",
  media_type: "image/png",
  bytes: 3,
  width: 64,
  height: 48,
  name: "a ford.png",
};

/** An export of everything, with a picture before the conversation that has it. */
function exportWith(...attachments: readonly (typeof PICTURE)[]): Blob {
  const one = conversation(answered({}));
  const messages = one.messages.map((message) =>
    message.role === "user" ? { ...message, attachments } : message,
  );
  const lines = [
    { format: "yeoul-export", version: 1 },
    ...attachments.map((each) => ({ attachments: [{ ...each, content: btoa("png") }] })),
    { conversations: [{ ...one, messages }] },
  ];
  return new Blob([lines.map((line) => `${JSON.stringify(line)}\n`).join("")]);
}

/** Imports an export with pictures; each is received by `attach`. */
async function importedWith(file: Blob, attach: (path: string, body: Blob) => string) {
  const sent: ConversationToImport[] = [];
  const api = fakeApi({
    importAll: async (conversations) => {
      sent.push(...conversations);
      return conversations.map(({ id }) => ({
        ...{ id, conversation_id: id, outcome: "imported", added: 1 },
      }));
    },
    call: async (_method, path, decode, _options, body) =>
      decode({ ...PICTURE, id: attach(path, body as Blob) }),
  });
  await importFile(api, file, () => undefined, new AbortController().signal);
  return sent[0]?.messages[0];
}

test("the pictures of an export are sent before the conversation that has them", async () => {
  const bodies: Blob[] = [];
  const question = await importedWith(exportWith(PICTURE), (path, body) => {
    expect(path).toBe("/attachments?name=a+ford.png&id=7c02");
    bodies.push(body);
    return "7c02";
  });
  expect(question).toMatchObject({ role: "user", attachments: ["7c02"] });
  expect(await bodies[0]?.text()).toBe("png");
  expect(bodies[0]?.type).toBe("image/png");
});

test("a picture whose id is taken gets another one", async () => {
  const question = await importedWith(exportWith(PICTURE), (path) => {
    if (path.includes("id="))
      throw new ApiError({ status: 409, code: "id_taken", detail: "", retryable: false });
    return "another";
  });
  expect(question).toMatchObject({ attachments: ["another"] });
});

test("a picture that is refused is left out, and its question comes", async () => {
  const question = await importedWith(exportWith(PICTURE), () => {
    throw new ApiError({ status: 422, code: "picture_refused", detail: "", retryable: false });
  });
  expect(question).toMatchObject({ role: "user", text: "Hi" });
  expect(question).not.toHaveProperty("attachments");
});
