import { expect, test } from "vitest";
import { type ApiClient, apiClient } from "../../src/core/index.ts";
import { serve } from "../loopback.ts";
import { answered, conversation } from "./fake-api.ts";

/** A server that knows a question by the key `k1`, and what was sent to it. */
async function open() {
  const sent: string[] = [];
  const baseUrl = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    sent.push(`${request.headers["idempotency-key"]} ${body}`);
    const known = request.headers["idempotency-key"] === "k1";
    const { messages, ...summary } = conversation(answered());
    const asked = { conversation: summary, question: messages[0], answer: messages[1] };
    const [status, code] = known ? [409, "idempotency_conflict"] : [404, "not_found"];
    const ok = known && body.includes("Hi");
    response.writeHead(ok ? 201 : status);
    response.end(
      JSON.stringify(
        ok ? asked : { type: "", title: "", status, detail: "", code, retryable: false },
      ),
    );
  });
  return { api: apiClient({ baseUrl }), sent };
}

test("a question that has arrived is found by its key", async () => {
  const { api } = await open();
  expect(await api.asked({ content: "Hi" }, "k1")).toMatchObject({ id: "a1" });
});

test("a question that has not arrived is not sent to find out", async () => {
  const { api, sent } = await open();
  expect(await api.asked({ content: "Hi" }, "k2")).toBeNull();
  expect(sent).toEqual([`k2 {"question_id":"${"0".repeat(32)}"}`]);
});

test.each<[string, (api: ApiClient, options: { signal: AbortSignal }) => Promise<unknown>]>([
  ["models", (api, options) => api.models(options)],
  ["answer", (api, options) => api.answer("a1", options)],
  ["asked", (api, options) => api.asked({ content: "Hi" }, "k1", options)],
  ["stop", (api, options) => api.stop("a1", options)],
  ["continueAnswer", (api, options) => api.continueAnswer("a1", options)],
  ["conversations", (api, options) => api.conversations({}, options)],
  ["conversation", (api, options) => api.conversation("c1", options)],
  ["patch", (api, options) => api.patch("c1", { title: "T" }, options)],
  ["remove", (api, options) => api.remove("c1", options)],
  ["restore", (api, options) => api.restore("c1", options)],
  ["storage", (api, options) => api.storage(options)],
])("%s lets go when its signal is aborted, and rejects with the reason", async (_, call) => {
  const abort = new AbortController();
  const reason = new Error("gone elsewhere");
  const left: (() => void)[] = [];
  const closed = new Promise<void>((resolve) => left.push(resolve));
  const baseUrl = await serve((_request, response) => {
    response.on("close", () => left[0]?.());
    abort.abort(reason);
  });
  await expect(call(apiClient({ baseUrl }), abort)).rejects.toBe(reason);
  await closed;
  await expect(call(apiClient({ baseUrl }), abort)).rejects.toBe(reason);
});
