import { expect, test, vi } from "vitest";
import { LateRecorder } from "../../../src/page/inspector/late-recorder.ts";
import type { WireRequest } from "../../../src/transports/index.ts";
import { delta, sized } from "../../core/frames.ts";

const REQUEST: WireRequest = {
  ...{ answerId: "a", transport: "sse", method: "GET", url: "/api/answers/a/events" },
  ...{ headers: {}, body: null },
};

test("what came over the wire before the recorder was there is in the recording, with its times", async () => {
  const late = new LateRecorder();
  late.following("a", "opened");
  const wire = late.opening(REQUEST);
  wire.head(200, [["content-type", "text/event-stream"]]);
  wire.chunk(sized(10), [delta("1-1", "Hello")]);
  const between = performance.now();
  await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(between));
  late.begin();
  await vi.waitFor(() => expect(late.getSnapshot().loaded).not.toBeNull());
  wire.chunk(sized(10), [delta("1-2", " there")]);
  wire.closed("ended", null);

  const recording = late.getSnapshot().loaded?.recording("a");
  expect(recording?.events.map(({ frame }) => frame.cursor?.seq)).toEqual([1, 2]);
  expect(recording?.events[0]?.at).toBeLessThanOrEqual(between);
  expect(recording?.events[1]?.at).toBeGreaterThan(between);
  expect(recording?.exchanges).toMatchObject([{ status: 200, closing: "ended", bodyBytes: 20 }]);
});

test("once it is there, the recorder hears all by itself", async () => {
  const late = new LateRecorder();
  late.begin();
  await vi.waitFor(() => expect(late.getSnapshot().loaded).not.toBeNull());
  late.following("a", "cut");
  late.opening(REQUEST).closed("failed", "cut");
  late.rerouting("a", "blocked");
  late.opening({ ...REQUEST, transport: "polling" });
  expect(late.getSnapshot().loaded?.recording("a")?.reroutes).toMatchObject([
    { from: "sse", to: "polling", why: "blocked" },
  ]);
});
