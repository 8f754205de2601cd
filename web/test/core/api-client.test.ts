import { expect, test } from "vitest";
import { type ApiClient, apiClient } from "../../src/core/index.ts";
import { serve } from "../loopback.ts";
import { answered } from "./fake-api.ts";

test("a stop says whether there was an answer", async () => {
  const replies: unknown[] = [{ id: "a1", status: "stopped" }, answered({ status: "stopped" })];
  const baseUrl = await serve((_, response) => response.end(JSON.stringify(replies.shift())));
  const api = apiClient({ baseUrl });
  expect(await api.stop("a1")).toBeNull();
  expect(await api.stop("a1")).toMatchObject({ id: "a1", text: "Hello" });
});

test.each<[string, (api: ApiClient, options: { signal: AbortSignal }) => Promise<unknown>]>([
  ["models", (api, options) => api.models(options)],
  ["answer", (api, options) => api.answer("a1", options)],
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
