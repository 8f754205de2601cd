import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { exportAll } from "../../../src/core/archive/index.ts";
import { serve } from "../../loopback.ts";

const LINES = '{"format":"yeoul-export"}\n{"conversations":[]}\n';

/** A server that answers an export so, and what it was asked for. */
async function server(answer: (response: ServerResponse) => void) {
  const asked: string[] = [];
  const baseUrl = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response);
  });
  return { asked, baseUrl };
}

test("the file comes as it is, and how far it is is told", async () => {
  const { asked, baseUrl } = await server((response) => {
    response.writeHead(200, { "content-type": "application/jsonl" });
    response.end(LINES);
  });
  const told: number[] = [];
  const file = await exportAll({ baseUrl, onBytes: (bytes) => told.push(bytes) });
  expect(await file.text()).toBe(LINES);
  expect(told.at(-1)).toBe(LINES.length);
  expect(asked).toEqual(["POST /api/export"]);
});

test("a refusal is told with its reason", async () => {
  const { baseUrl } = await server((response) => {
    response.writeHead(403, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ code: "stale_login", status: 403, detail: "Log in again." }));
  });
  await expect(exportAll({ baseUrl })).rejects.toMatchObject({ code: "stale_login" });
});

test("a file that breaks off is not taken for the whole", async () => {
  const { baseUrl } = await server((response) => {
    response.writeHead(200, { "content-type": "application/jsonl" });
    response.write(LINES, () => response.destroy());
  });
  await expect(exportAll({ baseUrl })).rejects.toMatchObject({ code: "network" });
});
