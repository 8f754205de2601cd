// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../../../../src/core/index.ts";
import type { CatalogueModel, Download } from "../../../../src/core/models/index.ts";
import { DownloadDialog } from "../../../../src/page/models/downloads/download-dialog.tsx";
import { ko } from "../../../../src/page/models/text/ko.ts";
import { Preferences, PreferencesProvider } from "../../../../src/page/preferences.tsx";
import { ApiError } from "../../../../src/protocol/index.ts";
import { ClientProvider } from "../../../../src/react/index.ts";
import { fakeApi, model } from "../../../core/fake-api.ts";
import { ScriptedTransport } from "../../../core/scripted-transport.ts";
import { loadReasons } from "../../reasons/load-reasons.ts";

const QWEN: CatalogueModel = {
  name: "qwen3-0.6b",
  title: "Qwen3 0.6B",
  bytes: 639_446_688,
  licence: "Apache-2.0",
  languages: ["en", "ko"],
  memory_bytes: 1_200_000_000,
  fits: true,
  installed: false,
  thinks: true,
};
const RUNNING: Download = {
  ...{
    id: "d1",
    name: QWEN.name,
    url: "https://hub/x.gguf",
    sha256: null,
    error: null,
    code: null,
  },
  ...{ bytes: 200_000_000, total_bytes: 600_000_000, status: "running", rate: 4_000_000 },
};

beforeEach(() => void vi.useFakeTimers());
beforeAll(loadReasons);
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** Lets replies come, and what follows from them. */
const settled = (): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(0)));

async function show(first: object, refuse: () => ApiError | null = () => null) {
  const state = { reply: { downloads: [], catalogue: [QWEN], files: [], offline: null, ...first } };
  const sent: unknown[] = [];
  const done: string[] = [];
  const api = fakeApi({
    models: async () => [model(QWEN.name), model("river")],
    call: async (method, path, decode, _options, body) => {
      if (method === "GET") return decode(state.reply);
      sent.push([method, path, body].filter((each) => each !== undefined));
      const refusal = refuse();
      if (refusal !== null) throw refusal;
      return decode(undefined);
    },
  });
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  render(
    <ClientProvider client={client}>
      <DownloadDialog onChoose={(id) => done.push(id)} onClose={() => done.push("closed")} />
    </ClientProvider>,
    { wrapper },
  );
  await settled();
  const turnTo = (next: object): void => {
    state.reply = { ...state.reply, ...next };
  };
  return { sent, done, turnTo, client };
}

function wrapper({ children }: { children: ReactNode }): ReactNode {
  return <PreferencesProvider value={new Preferences()}>{children}</PreferencesProvider>;
}

const row = () => within(screen.getByRole("listitem", { name: "Qwen3 0.6B" }));

async function press(name: string): Promise<void> {
  fireEvent.click(row().getByRole("button", { name }));
  await settled();
}

test("all that decides a download stands before the click", async () => {
  const { sent } = await show({});
  expect(row().getByText(/639.4 MB · English, Korean · Apache-2.0 · thinks first/)).toBeTruthy();
  expect(row().getByText("needs 1.2 GB of memory · fits this machine")).toBeTruthy();
  await press("Download Qwen3 0.6B");
  expect(sent).toEqual([["POST", "/downloads", { model: "qwen3-0.6b" }]]);
});

test.each([
  [false, "too large for this machine"],
  [null, "its memory is unknown"],
])("a machine that has the memory: %s", async (fits, said) => {
  await show({ catalogue: [{ ...QWEN, fits }] });
  expect(row().getByText(new RegExp(said))).toBeTruthy();
});

test("a running download tells how far it is, how fast and how long, and goes on telling", async () => {
  const { sent, turnTo } = await show({ downloads: [RUNNING] });
  expect(row().getByText("200 MB of 600 MB · 4 MB/s · 2 min left")).toBeTruthy();
  expect(row().getByRole("progressbar").getAttribute("value")).toBe("200000000");
  turnTo({ downloads: [{ ...RUNNING, bytes: 400_000_000 }] });
  await act(async () => void (await vi.advanceTimersByTimeAsync(1_000)));
  expect(row().getByText(/^400 MB of 600 MB/)).toBeTruthy();
  await press("Pause");
  expect(sent).toEqual([["POST", "/downloads/d1/pause"]]);
});

test("one of which nothing comes says that it waits", async () => {
  const waits = { ...RUNNING, bytes: 1_000_000, rate: 0 };
  const { turnTo } = await show({ offline: "Elsewhere.", downloads: [waits] });
  expect(row().getByText("1 MB of 600 MB · waiting…")).toBeTruthy();
  // Another one's hub is away.
  expect(row().queryByRole("link")).toBeNull();
  turnTo({ downloads: [{ ...waits, bytes: 2_000_000, rate: 1_000_000 }] });
  await act(async () => void (await vi.advanceTimersByTimeAsync(1_000)));
  expect(row().queryByText(/waiting/)).toBeNull();
});

test("a paused download goes on, and can be cancelled", async () => {
  const { sent } = await show({ downloads: [{ ...RUNNING, status: "paused", rate: null }] });
  expect(row().getByText("200 MB of 600 MB · Paused")).toBeTruthy();
  await press("Go on");
  await press("Cancel");
  expect(sent).toEqual([
    ["POST", "/downloads/d1/resume"],
    ["DELETE", "/downloads/d1"],
  ]);
});

test("a failed download says why, and can be tried again", async () => {
  const failed = { ...RUNNING, status: "failed", error: "The hub replied with 503." };
  const { sent } = await show({ downloads: [failed] });
  expect(row().getByRole("alert").textContent).toBe("FailedThe hub replied with 503.");
  expect(row().getByText("The hub replied with 503.").tagName).toBe("Q");
  await press("Retry");
  expect(sent).toEqual([["POST", "/downloads/d1/resume"]]);
});

test.each([
  ["running", "hub_unreachable", /cannot be reached\. It is tried again by itself/],
  ["running", "connection_cut", /was cut\. It is tried again by itself/],
  ["running", "fetched_elsewhere", /This one waits\.$/],
  ["failed", "hub_unreachable", /cannot be reached\.$/],
  ["running", "one of tomorrow", /Interrupted\. It is tried again by itself/],
  ["paused", "disk_full", /when there is room/],
  ["failed", "wrong_file", /not the right file/],
  ["failed", null, /Failed/],
])("a %s download with %s says what is wrong and what is to come", async (status, code, said) => {
  await show({ downloads: [{ ...RUNNING, status, code, error: "As the server has it." }] });
  expect(row().getByText(said)).toBeTruthy();
  expect(row().getByText("As the server has it.").tagName).toBe("Q");
});

test("what has come can be used now, or deleted after a question", async () => {
  const { sent, done, client } = await show({ catalogue: [{ ...QWEN, installed: true }] });
  await act(() => client.loadModels());
  await press("Use it now");
  expect(done).toEqual(["qwen3-0.6b", "closed"]);
  await press("Delete");
  expect(sent).toEqual([]);
  await press("Really delete?");
  expect(sent).toEqual([["DELETE", "/models/qwen3-0.6b"]]);
});

test("without internet the way by file is told, and which file it is", async () => {
  const error = { code: "hub_unreachable", error: "hub cannot be reached." } as const;
  const away = { ...RUNNING, ...error, bytes: 0, rate: 0 };
  await show({ offline: "Put it into /models.", folder: "/models", downloads: [away] });
  expect(screen.getByRole("note").textContent).toContain("Put it into /models.");
  expect(ko.offlineWay("/models", "")).toContain("서버의 /models 폴더");
  expect(row().getByRole("link", { name: away.url }).getAttribute("href")).toBe(away.url);
});

test("a download that waits for room can be paused, as it would go on by itself", async () => {
  const waiting = { ...RUNNING, status: "paused", error: "The disk is too full.", rate: null };
  const { sent } = await show({ downloads: [waiting] });
  expect(row().queryByRole("button", { name: "Go on" })).toBeNull();
  await press("Pause");
  expect(sent).toEqual([["POST", "/downloads/d1/pause"]]);
});

test("a file of one's own is listed once, and can be used or deleted", async () => {
  const done = { ...RUNNING, name: "river.gguf", status: "finished", rate: null };
  const {
    sent,
    done: used,
    client,
  } = await show({
    downloads: [done],
    files: [{ id: "river", title: "river", bytes: 98_400_000, error: null }],
  });
  await act(() => client.loadModels());
  const file = within(screen.getByRole("listitem", { name: "river" }));
  expect(screen.queryByText("river.gguf")).toBeNull();
  expect(file.getByText(/98.4 MB/)).toBeTruthy();
  fireEvent.click(file.getByRole("button", { name: "Delete" }));
  fireEvent.click(file.getByRole("button", { name: "Really delete?" }));
  await settled();
  expect(sent).toEqual([["DELETE", "/models/river"]]);
  fireEvent.click(file.getByRole("button", { name: "Use it now" }));
  expect(used).toEqual(["river", "closed"]);
});

test("a file that cannot be used says why, and can only be deleted", async () => {
  const bad = { id: "half", title: "half (River 7B)", bytes: 5_000_000, error: "It is cut off." };
  await show({ files: [bad] });
  const file = within(screen.getByRole("listitem", { name: "half (River 7B)" }));
  expect(file.getByText(/This file cannot be used/)).toBeTruthy();
  expect(file.getByText("It is cut off.").tagName).toBe("Q");
  expect(file.getAllByRole("button").map((each) => each.textContent)).toEqual(["Delete"]);
});

test("a file of one's own needs an address and a checksum", async () => {
  const { sent } = await show({});
  const submit = (): Promise<void> => {
    fireEvent.click(screen.getByRole("button", { name: "Download" }));
    return settled();
  };
  await submit();
  expect(sent).toEqual([]);
  expect(screen.getByText("These are no 64 hexadecimal digits.")).toBeTruthy();
  expect(screen.getByText(/ends with the name of a .gguf file/)).toBeTruthy();
  const url = ["https:", "", "hub.example", "x.gguf"].join("/");
  fireEvent.change(screen.getByLabelText("Address of the file"), { target: { value: url } });
  fireEvent.change(screen.getByLabelText("SHA-256"), { target: { value: "AB".repeat(32) } });
  await submit();
  expect(sent).toEqual([["POST", "/downloads", { url, sha256: "ab".repeat(32) }]]);
});

test("what the server refuses is told at the model, and nothing is lost", async () => {
  const full = { status: 507, code: "storage_full", detail: "No room.", retryable: false };
  await show({}, () => new ApiError(full));
  await press("Download Qwen3 0.6B");
  expect(row().getByRole("alert").textContent).toContain("The disk of the server is full.");
  expect(row().getByRole("button", { name: "Download Qwen3 0.6B" })).toBeTruthy();
});
