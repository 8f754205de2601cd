import { expect, test } from "vitest";
import { type ApiClient, apiClient } from "../../src/core/index.ts";
import { servicesApi } from "../../src/core/models/index.ts";
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

test.each([
  [[{ field: "api_key", message: "must be given again" }], ["api_key"]],
  [undefined, []],
  ["of another program", []],
])("a refusal tells the fields that it is about: %j", async (errors, fields) => {
  const baseUrl = await serve((_, response) => {
    response.writeHead(422, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ code: "invalid_request", detail: "No.", errors }));
  });
  await expect(apiClient({ baseUrl }).models()).rejects.toMatchObject({ status: 422, fields });
});

test("services are looked for in a way that no page of another site can send", async () => {
  const sent: unknown[] = [];
  const baseUrl = await serve((request, response) => {
    sent.push([request.method, request.url, request.headers["x-requested-with"]]);
    response.end(JSON.stringify({ services: [] }));
  });
  const services = servicesApi(apiClient({ baseUrl }));
  await services.nearby();
  await services.list().catch(() => undefined);
  expect(sent).toEqual([
    ["GET", "/api/services/nearby", "Yeoul"],
    // Any other site would have to ask for leave to send it, and this reading needs none.
    ["GET", "/api/services", undefined],
  ]);
});
