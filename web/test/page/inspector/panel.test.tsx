// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import type { BranchMessage } from "../../../src/core/index.ts";
import { Line, LineProvider } from "../../../src/page/faults/line.ts";
import { LateRecorder, RecorderProvider } from "../../../src/page/inspector/late-recorder.ts";
import { type Opened, OpenedProvider } from "../../../src/page/inspector/opened.ts";
import { Inspected, LiveInspected } from "../../../src/page/inspector/panel.tsx";
import { en } from "../../../src/page/inspector/text/en.ts";
import { Preferences, PreferencesProvider } from "../../../src/page/preferences.tsx";
import { answered } from "../../core/fake-api.ts";
import { started } from "../../core/frames.ts";
import { recorded } from "./recorded.ts";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const LINE = new Line((url, init) => fetch(url, init));

function show(children: ReactNode): void {
  const recorder = new LateRecorder();
  recorder.begin();
  render(
    <PreferencesProvider value={new Preferences()}>
      <LineProvider value={LINE}>
        <RecorderProvider value={recorder}>{children}</RecorderProvider>
      </LineProvider>
    </PreferencesProvider>,
  );
}

test("what could not be read from the server's log can be tried again", async () => {
  const data = { ...started().event.data, answer_id: "a1" };
  const page = {
    events: [{ id: "1-1", event: "started", data }],
    ...{ cursor: "1-1", phase: null, ended: true },
  };
  const replies = [new Response("", { status: 500 }), Response.json(page)];
  vi.stubGlobal("fetch", async () => replies.shift());
  const entry = { message: answered({ id: "a1" }), stream: null } as unknown as BranchMessage;
  show(<LiveInspected entry={entry} onKill={null} tab="events" onTab={() => undefined} />);

  const again = await screen.findByRole("button", { name: en.rereadAgain });
  expect(screen.queryByText(en.rereadHint)).toBeNull();
  fireEvent.click(again);
  await screen.findByText(en.rereadHint);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(replies).toEqual([]);
});

test("of a file nothing can be broken, and the line of the page is left alone", () => {
  const recording = recorded([[1, started()]]);
  const file: Opened = { recording, savedAt: "2026-01-01T00:00:00Z", name: "file.json" };
  show(
    <OpenedProvider value={file}>
      <Inspected
        {...{ answerId: "a1", known: () => null, onKill: null }}
        tab="faults"
        onTab={() => undefined}
      />
    </OpenedProvider>,
  );
  expect(screen.queryByRole("tab", { name: en.faults })).toBeNull();
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe(en.eventStream);
  expect(LINE.hand).toBeNull();
});
