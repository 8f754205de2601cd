import { expect, onTestFinished, test, vi } from "vitest";
import { Exhibition } from "../../../src/page/exhibit/exhibition.ts";
import { serve } from "../../loopback.ts";

const GONE = { status: 404, code: "not_found", detail: "It has ended.", retryable: false };

/** An exhibit in a server that ends it when `end` is called. */
async function exhibit() {
  let begun = 0;
  let kills = 0;
  let there = false;
  const base = await serve((request, response) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.url === "/api/exhibits") {
      begun += 1;
      there = true;
      reply(201, { id: `x${begun}`, text: "whole", code: "code" });
    } else if (there && request.url?.endsWith("/kill")) {
      kills += 1;
      response.writeHead(204).end();
    } else if (!there || request.url?.includes("/yeoul/")) reply(404, GONE);
    else response.end("whole");
  });
  const send = globalThis.fetch;
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => send(base + url, init));
  onTestFinished(() => void vi.unstubAllGlobals());
  const exhibition = new Exhibition();
  onTestFinished(() => exhibition.close());
  await exhibition.begin();
  return {
    exhibition,
    kills: () => kills,
    end: () => {
      there = false;
    },
  };
}

test.each(["ask", "kill"] as const)("an exhibit that has ended says so: %s", async (act) => {
  const { exhibition, end } = await exhibit();
  const { running } = exhibition.getSnapshot();
  expect(running?.whole).toBe("whole");
  // A Yeoul that does not know an answer is there all the same.
  await running?.yeoul.ask();
  await running?.thirty.ask();
  expect(running?.thirty.getSnapshot()).toMatchObject({ state: "ended", text: "whole" });
  expect(exhibition.getSnapshot().error).toBeNull();
  end();
  if (act === "ask") await running?.thirty.ask();
  else await exhibition.do("kill");
  expect(exhibition.getSnapshot()).toMatchObject({ running: null, error: { status: 404 } });
  expect(running?.thirty.getSnapshot().text).not.toContain("not_found");

  await exhibition.begin();
  expect(exhibition.getSnapshot()).toMatchObject({ running: { whole: "whole" }, error: null });
});

test("servers that are away are not killed again", async () => {
  const { exhibition, kills } = await exhibit();
  const yeoul = exhibition.getSnapshot().running?.yeoul;
  yeoul?.patch({ text: "a", requests: 1 });
  await Promise.all([exhibition.do("kill"), exhibition.do("kill")]);
  yeoul?.patch({ requests: 2 });
  await exhibition.do("kill");
  expect(kills()).toBe(1);
  yeoul?.patch({ text: "ab" });
  await exhibition.do("kill");
  expect(kills()).toBe(2);
});
