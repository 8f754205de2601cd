import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlOf } from "../../../src/page/inspector/curl.ts";
import { REQUEST } from "./recorded.ts";

const ORIGIN = "http://127.0.0.1:8000";

/** What a shell makes of the command's words. */
function words(command: string): string[] {
  const printed = execFileSync("sh", ["-c", command.replace(/^curl/, "printf '%s\\0'")]);
  return printed.toString().split("\0").slice(0, -1);
}

test("the command sends what the page has sent, whatever is in the question", () => {
  const body = JSON.stringify({ content: `It's "$HOME" \`ls\` \\ \n 물` });
  expect(words(curlOf({ ...REQUEST, body }, ORIGIN))).toEqual([
    ...["-N", "http://127.0.0.1:8000/api/answers", "-X", "POST"],
    ...["-H", "Accept: text/event-stream", "--data-raw", body],
  ]);
});

test("a WebSocket's address is asked as a stream", () => {
  const url = "wss://127.0.0.1:8000/api/answers/a/events?after=1-2";
  const request = { ...REQUEST, method: "GET", url, headers: {}, body: null } as const;
  expect(words(curlOf({ ...request, transport: "websocket" }, ORIGIN))).toEqual([
    ...["-N", "https://127.0.0.1:8000/api/answers/a/events?after=1-2"],
    ...["-H", "Accept: text/event-stream"],
  ]);
});
