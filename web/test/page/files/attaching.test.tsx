// @vitest-environment happy-dom

/** Files that come by the button and by paste, and a question that they hold back. */

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { type ReactNode, useRef, useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyView } from "../../../src/core/conversation/conversation-view.ts";
import { type ConversationView, type Draft, Store } from "../../../src/core/index.ts";
import { useDraft } from "../../../src/page/composer/use-draft.ts";
import { Attaching } from "../../../src/page/files/attaching.tsx";
import type { Extract, Extraction } from "../../../src/page/files/extracted.ts";
import type { Model } from "../../../src/protocol/index.ts";
import { ClientProvider } from "../../../src/react/index.ts";
import { make } from "../../react/page.tsx";

type Asked =
  Parameters<Extract> extends [File, unknown, infer Options]
    ? { name: string; options: Options; end: (said: Partial<Extraction>) => void }
    : never;

const asked: Asked[] = [];
vi.mock("../../../src/page/files/late-extraction.ts", () => ({
  openExtraction: async (): Promise<Extract> => (file, _kind, options) =>
    new Promise((resolve) => {
      const end = (said: Partial<Extraction>) =>
        resolve({ text: file.name, unsure: false, fits: 1, ...said });
      asked.push({ name: file.name, options, end });
    }),
}));

afterEach(cleanup);
beforeEach(() => {
  asked.length = 0;
  sessionStorage.clear();
});

const BLIND = { images: false, context_length: 1_000 } as Model;

/** Shows the button and the list beside a box, for that model. */
function show(model: Model = BLIND) {
  const shown = {
    draft: null as Draft | null,
    sent: 0,
    hold: { current: null as (() => boolean) | null },
  };
  const { client } = make();
  const conversation = new Store<ConversationView>(emptyView(null));
  function Box(): ReactNode {
    const { draft } = useDraft(conversation);
    const box = useRef<HTMLTextAreaElement>(null);
    const [place, setPlace] = useState<HTMLElement | null>(null);
    shown.draft = draft;
    return (
      <main>
        <Attaching
          box={box}
          draft={draft}
          place={place}
          hold={shown.hold}
          onSend={() => {
            shown.sent += 1;
          }}
          model={model}
          temporary={false}
        />
        <textarea ref={box} aria-label="Message" readOnly />
        <div ref={setPlace} />
      </main>
    );
  }
  render(
    <ClientProvider client={client}>
      <Box />
    </ClientProvider>,
  );
  return shown;
}

const text = (shown: { draft: Draft | null }) => shown.draft?.getSnapshot().content.text;

function choose(...names: string[]): void {
  const input = screen.getByLabelText("Attach", { selector: "input" });
  fireEvent.change(input, { target: { files: names.map((name) => new File(["x"], name)) } });
}

async function asking(count: number): Promise<Asked> {
  await vi.waitFor(() => expect(asked).toHaveLength(count));
  return asked[count - 1] as Asked;
}

test("a chosen file is listed, and its text is put into the draft", async () => {
  const shown = show();
  choose("강.txt");
  const { end } = await asking(1);
  expect(screen.getByRole("list", { name: "Added files" }).textContent).toContain("강.txt");
  await act(async () => end({ text: "강은 흐른다." }));
  expect(text(shown)).toBe("강.txt\n```txt\n강은 흐른다.\n```\n");
});

test("what is read is told how much the model holds", async () => {
  show();
  choose("a.txt");
  expect((await asking(1)).options.room.bytes).toBe(2_250);
});

test("a question waits while a file is being read, is not sent by itself, and may then be", async () => {
  const shown = show();
  choose("a.txt");
  const { end } = await asking(1);
  act(() => expect(shown.hold.current?.()).toBe(true));
  expect(screen.getByRole("alert").textContent).toContain("still being read");
  await act(async () => end({}));
  expect(screen.queryByRole("alert")).toBeNull();
  act(() => expect(shown.hold.current?.()).toBe(false));
  expect(shown.sent).toBe(0);
});

test("a pasted file is added, and one that comes with text is left to the box", async () => {
  show();
  const data = (types: string[]) => ({ types, files: [new File(["x"], "pasted.txt")] });
  const box = screen.getByRole("textbox", { name: "Message" });
  fireEvent.paste(box, { clipboardData: data(["text/plain", "Files"]) });
  expect(screen.queryByRole("list", { name: "Added files" })).toBeNull();
  fireEvent.paste(box, { clipboardData: data(["Files"]) });
  expect((await asking(1)).name).toBe("pasted.txt");
});

test("a picture becomes text where the model sees none, and goes as it is where it does", async () => {
  show();
  choose("photo.png");
  expect((await asking(1)).name).toBe("photo.png");
  cleanup();
  show({ images: true, context_length: null } as Model);
  choose("photo.png");
  await act(async () => undefined);
  expect(screen.getByRole("list", { name: "Pictures" }).textContent).toContain("photo.png");
  expect(asked).toHaveLength(1);
});
