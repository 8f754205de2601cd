import { expect, test } from "vitest";
import { removeAll } from "../../../src/core/archive/index.ts";
import { type ApiClient, Client } from "../../../src/core/index.ts";
import { ApiError } from "../../../src/protocol/index.ts";
import { fakeApi, summary } from "../fake-api.ts";
import { ScriptedTransport } from "../scripted-transport.ts";

const AWAY = new ApiError({ status: 0, code: "network", detail: "", retryable: true });
const GONE = new ApiError({ status: 404, code: "not_found", detail: "", retryable: false });

/** Two pages with two conversations each. */
const pages: Partial<ApiClient> = {
  conversations: async ({ cursor }) =>
    cursor === undefined
      ? { conversations: [summary("a"), summary("b")], next_cursor: "more" }
      : { conversations: [summary("c"), summary("d")], next_cursor: null },
};

function open(replies: Partial<ApiClient>) {
  const api = fakeApi({ ...pages, ...replies });
  const transport = new ScriptedTransport();
  return { api, client: new Client({ api, transport, changes: () => undefined }) };
}

test("deleting all goes through all pages, and says where it could not go on", async () => {
  const { client, api } = open({});
  await removeAll(client);
  const removed = api.calls.filter((call) => call.startsWith("remove"));
  expect(removed).toEqual(['remove("a")', 'remove("b")', 'remove("c")', 'remove("d")']);
  const refusing = open({
    remove: async (id) => {
      if (id === "a") throw GONE;
      if (id === "c") throw AWAY;
    },
  });
  await expect(removeAll(refusing.client)).rejects.toBe(AWAY);
  expect(refusing.api.calls).toContain('remove("b")');
  expect(refusing.api.calls).not.toContain('remove("d")');
});
