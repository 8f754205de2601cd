import { expect, test } from "vitest";
import { Recorder, type Recording } from "../../../src/core/recording/index.ts";
import { reasonOf } from "../../../src/page/inspector/initiator.ts";
import type { TransportName } from "../../../src/transports/index.ts";
import { end } from "../../core/frames.ts";
import { REQUEST } from "./recorded.ts";

function begin() {
  const recorder = new Recorder({ now: () => 0 });
  const open = (transport: TransportName, method: "GET" | "POST" = "GET") => {
    const url = transport === "websocket" && method === "GET" ? "ws://localhost/" : REQUEST.url;
    return recorder.opening({ ...REQUEST, transport, method, url });
  };
  const reasons = (): string[] => {
    const { exchanges } = recorder.recording("a1") as Recording;
    return exchanges.map((each, index) => reasonOf(each, exchanges[index - 1]));
  };
  return { recorder, open, reasons };
}

test("each poll follows from the one before, and the first from the question", () => {
  const { recorder, open, reasons } = begin();
  recorder.following("a1", "asked");
  open("long-polling", "POST");
  open("long-polling");
  open("long-polling");
  recorder.rerouting("a1", "chosen");
  open("polling");
  open("polling");
  expect(reasons()).toEqual(["asked", "arrived", "nextLong", "chosen", "nextPoll"]);
});

test("a handshake that failed is followed by a plain request, and that by another transport", () => {
  const { recorder, open, reasons } = begin();
  recorder.following("a1", "opened");
  open("websocket").closed("failed", "close code 1006");
  open("websocket", "GET");
  recorder.rerouting("a1", "blocked");
  open("long-polling");
  expect(reasons()).toEqual(["opened", "probe", "blocked"]);
});

test("an answer that is followed again after its end is continued, before it was cut", () => {
  const { recorder, open, reasons } = begin();
  recorder.following("a1", "opened");
  open("sse");
  recorder.following("a1", "cut");
  open("sse").chunk("", [end("1-2")]);
  recorder.following("a1", "opened");
  open("sse");
  expect(reasons()).toEqual(["opened", "cut", "continued"]);
});
