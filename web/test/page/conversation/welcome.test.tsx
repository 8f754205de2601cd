// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Opening, PLAIN } from "../../../src/page/actions/opening.ts";
import { Suggestions, Welcome } from "../../../src/page/conversation/welcome.tsx";
import { lateModels } from "../../../src/page/models/late-models.ts";
import { openWay } from "../../../src/page/models/ways.ts";
import { WritingHint } from "../../../src/page/models/writing-hint.tsx";
import { Preferences, PreferencesProvider } from "../../../src/page/preferences.tsx";
import { type Language, loadTexts, TextsProvider } from "../../../src/page/text/texts.tsx";
import { model } from "../../core/fake-api.ts";
import { settle } from "../../runtime/fake-clock.ts";
import { FERRYMAN } from "../assistants/ferryman.ts";

const ENGLISH = model("smol", { title: "SmolLM2", languages: ["en"], size_bytes: 98_000_000 });
const BOTH = model("qwen", { languages: ["en", "ko"], size_bytes: 639_446_688 });

beforeAll(async () => {
  lateModels.begin();
  await import("../../../src/page/models/all-models.ts");
});
beforeEach(() => {
  localStorage.clear();
  openWay.set(null);
});
afterEach(cleanup);

async function show(language: Language, shown: ReactNode) {
  const preferences = new Preferences();
  preferences.choose("language", language);
  const page = render(
    <PreferencesProvider value={preferences}>
      <TextsProvider first={await loadTexts(language)}>{shown}</TextsProvider>
    </PreferencesProvider>,
  );
  await act(settle);
  return page;
}

function welcome(
  shown: typeof ENGLISH | undefined,
  asked: string[] = [],
  opening: Opening = PLAIN,
): ReactNode {
  return (
    <>
      <Welcome model={shown} opening={opening} />
      <Suggestions model={shown} opening={opening} onChoose={(question) => asked.push(question)} />
    </>
  );
}

test("a model that speaks no Korean says so in Korean, and offers what would help", async () => {
  const asked: string[] = [];
  await show("ko", welcome(ENGLISH, asked));
  expect(screen.getByText(/영어만 할 줄 아는/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "모델 받기" }));
  expect(openWay.getSnapshot()).toBe("download");
  expect(screen.getByText(/영어 질문/)).toBeTruthy();
  const question = screen.getByRole("button", { name: "Why is the sky blue?" });
  expect(question.lang).toBe("en");
  fireEvent.click(question);
  expect(asked).toEqual(["Why is the sky blue?"]);
});

test("a small model that speaks the language promises little, and is asked what it can answer", async () => {
  await show("en", welcome(ENGLISH));
  expect(screen.getByText(/small model: quick and private, but often wrong/)).toBeTruthy();
  expect(screen.queryByText(/Questions that it can answer/)).toBeNull();
  expect(screen.getByRole("button", { name: "Tell me a story about a brave fox" })).toBeTruthy();
});

test.each([BOTH, model("service")])(
  "nothing is said of a model that may do well: $id",
  async (one) => {
    await show("ko", welcome(one));
    expect(screen.getByText("말이 빠르게 흐르는 곳.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "모델 연결" })).toBeNull();
    expect(screen.getByRole("button", { name: "이른 아침에 대한 짧은 시를 써 줘" })).toBeTruthy();
  },
);

test("no question is offered before it is known who would answer it", async () => {
  const { container } = await show("ko", welcome(undefined));
  expect(container.querySelector(".suggestions")?.className).toBe("suggestions unknown");
});

test("Korean that is written to it is met by one line, until that is dismissed for good", async () => {
  const hint = <WritingHint model={ENGLISH} text="여울이 뭐야?" welcomed={false} />;
  await show("en", hint);
  expect(screen.getByRole("status").textContent).toContain("SmolLM2 speaks English only");
  fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByRole("status")).toBeNull();
  cleanup();
  await show("en", hint);
  expect(screen.queryByRole("status")).toBeNull();
});

test("another model than the conversation's own is named for as long as it stands in", async () => {
  const hint = <WritingHint model={ENGLISH} missing="desk/river" text="" welcomed={false} />;
  await show("en", hint);
  expect(screen.getByRole("status").textContent).toBe(
    "desk/river cannot be asked at present: SmolLM2 answers instead.",
  );
});

test("the line does not repeat the welcome, nor come with letters that it may know", async () => {
  await show("ko", <WritingHint model={ENGLISH} text="여울" welcomed={true} />);
  expect(screen.queryByRole("status")).toBeNull();
  cleanup();
  await show("en", <WritingHint model={ENGLISH} text="What is a ford?" welcomed={false} />);
  expect(screen.queryByRole("status")).toBeNull();
});

test("an assistant is named, with what it does and what to ask it, and so is what its model cannot", async () => {
  const asked: string[] = [];
  await show("ko", welcome(ENGLISH, asked, { ...PLAIN, assistant: FERRYMAN }));
  expect(screen.getByRole("heading", { name: "Ferryman" })).toBeTruthy();
  expect(screen.getByText("Knows the river.")).toBeTruthy();
  expect(screen.getByText(/영어만 할 줄 아는/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Is it deep here?" }));
  expect(asked).toEqual(["Is it deep here?"]);
  expect(screen.getAllByRole("button").map((each) => each.textContent)).not.toContain(
    "Why is the sky blue?",
  );
});

test("a temporary chat is said to be one, with an assistant, too", async () => {
  await show("en", welcome(ENGLISH, [], { ...PLAIN, temporary: true }));
  expect(screen.getByRole("heading", { name: "Temporary chat" })).toBeTruthy();
  expect(screen.getByText(/kept in no list/)).toBeTruthy();
  cleanup();
  await show("en", welcome(ENGLISH, [], { ...PLAIN, temporary: true, assistant: FERRYMAN }));
  expect(screen.getByRole("heading", { name: "Ferryman" })).toBeTruthy();
  expect(screen.getByText(/kept in no list/)).toBeTruthy();
});
