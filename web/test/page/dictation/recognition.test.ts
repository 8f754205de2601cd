// Dictation into a text, by a recognition that a test speaks for.

import { expect, test } from "vitest";
import {
  Dictating,
  dictatedLanguage,
  type Recognition,
  type RecognitionClass,
} from "../../../src/page/dictation/recognition.ts";

class Spoken implements Recognition {
  static last: Spoken;
  static allowed = true;
  static available = async (): Promise<string> => "available";
  lang = "";
  continuous = false;
  interimResults = false;
  processLocally = false;
  onresult: Recognition["onresult"] = null;
  onerror: Recognition["onerror"] = null;
  onend: Recognition["onend"] = null;
  readonly calls: string[] = [];
  constructor() {
    Spoken.last = this;
  }
  start(): void {
    this.calls.push("start");
  }
  stop(): void {
    this.calls.push("stop");
  }
  abort(): void {
    this.calls.push("abort");
  }
  say(...texts: readonly string[]): void {
    this.onresult?.({ results: texts.map((transcript) => [{ transcript }]) });
  }
}

function dictatingInto(text: string, start = text.length, end = start) {
  const place = { text, start, end };
  const dictating = new Dictating(Spoken as RecognitionClass, {
    read: () => place,
    write: (next, caret) => {
      Object.assign(place, { text: next, start: caret, end: caret });
      dictating.follow(next);
    },
  });
  dictating.start("ko-KR");
  return { dictating, place, recognition: Spoken.last };
}

test("nothing but this machine is asked, and what is not final yet is shown", () => {
  const { place, recognition } = dictatingInto("");
  expect(recognition).toMatchObject({
    ...{ lang: "ko-KR", processLocally: true, continuous: true, interimResults: true },
    calls: ["start"],
  });
  recognition.say("여울");
  expect(place.text).toBe("여울");
  recognition.say("여울은 ", "물이 빠른 곳");
  expect(place.text).toBe("여울은 물이 빠른 곳");
});

test("what is said comes where the caret was, in place of what was selected", () => {
  const { place, recognition } = dictatingInto("What is old here?", 8, 11);
  recognition.say(" a ford");
  expect(place).toEqual({ text: "What is a ford here?", start: 14, end: 14 });
});

test("words are set apart from those around them", () => {
  const { place, recognition } = dictatingInto("Ask:now", 4);
  recognition.say("why");
  expect(place).toMatchObject({ text: "Ask: why now", start: 8 });
});

test("what is stopped still takes its last words", () => {
  const { dictating, place, recognition } = dictatingInto("");
  recognition.say("half");
  dictating.stop();
  expect(dictating.getSnapshot().listening).toBe(false);
  recognition.say("half of it");
  expect(place.text).toBe("half of it");
});

test.each(["", "half!"])("a text that becomes %j meanwhile ends it and is kept", (written) => {
  const { dictating, place, recognition } = dictatingInto("");
  recognition.say("half");
  place.text = written;
  dictating.follow(written);
  recognition.say("half of it");
  expect(place.text).toBe(written);
  expect(dictating.getSnapshot().listening).toBe(false);
  expect(recognition.calls).toEqual(["start", "abort"]);
});

test("a text that changed before anybody was told is not written over", () => {
  const { place, recognition } = dictatingInto("");
  place.text = "mine";
  recognition.say("half");
  expect(place.text).toBe("mine");
});

test.each([
  ["not-allowed", "refused"],
  ["audio-capture", "noMicrophone"],
  ["no-speech", "nothingHeard"],
  ["language-not-supported", "broken"],
  ["aborted", null],
])("%s is told as %s until something is written", (error, trouble) => {
  const { dictating, recognition } = dictatingInto("");
  recognition.onerror?.({ error });
  recognition.onend?.();
  expect(dictating.getSnapshot()).toEqual({ listening: false, trouble });
  dictating.follow("a");
  expect(dictating.getSnapshot().trouble).toBeNull();
});

test.each<[string, string[], string[], string | null]>([
  ["ko", ["ko", "en-GB"], ["ko-KR", "en-US"], "ko-KR"],
  ["en", ["ko-KR", "en-GB"], ["ko-KR", "en-GB"], "en-GB"],
  ["en", ["ko-KR"], ["ko-KR"], "ko-KR"],
  ["ko", ["ko-KR"], [], null],
])("a page in %s with the languages %j takes dictation in %j", async (...given) => {
  const [wanted, browser, there, found] = given;
  const asked: boolean[] = [];
  const available: RecognitionClass["available"] = async ({ langs, processLocally }) => {
    asked.push(processLocally);
    if (!there.includes(langs[0] ?? "")) throw new Error("not known");
    return "available";
  };
  expect(await dictatedLanguage({ available }, wanted, browser)).toBe(found);
  expect(asked.every(Boolean)).toBe(true);
});

test("a language that would have to be fetched first is none", async () => {
  const available = async (): Promise<string> => "downloadable";
  expect(await dictatedLanguage({ available }, "en", ["en-US"])).toBeNull();
});
