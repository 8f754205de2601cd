// @vitest-environment happy-dom

import { beforeEach, expect, test, vi } from "vitest";
import { languageOf, Speech, sentencesOf } from "../../../src/page/reading/speech.ts";

class Utterance {
  voice: SpeechSynthesisVoice | null = null;
  lang = "";
  onend: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

beforeEach(() => vi.stubGlobal("SpeechSynthesisUtterance", Utterance));

function voice(lang: string, localService = true): SpeechSynthesisVoice {
  return { lang, localService, name: lang, default: false, voiceURI: lang };
}

/** A browser with these voices, which speaks when the test says so. */
function browser(voices: SpeechSynthesisVoice[]) {
  const queue: Utterance[] = [];
  let told = (): void => undefined;
  const speech = new Speech({
    getVoices: () => voices,
    speak: (each) => void queue.push(each as unknown as Utterance),
    cancel: () => void queue.splice(0),
    addEventListener: (_: string, listener: unknown) => {
      told = listener as () => void;
    },
  });
  return { speech, queue, found: () => told() };
}

test("the language of a text is that of its letters", () => {
  expect(languageOf("여울은 SSE를 씁니다", ["en"])).toBe("ko");
  expect(languageOf("川の浅瀬です", ["en"])).toBe("ja");
  expect(languageOf("河水很浅", ["en"])).toBe("zh");
  expect(languageOf("A ford is called 여울", ["ko-KR", "fr"])).toBe("fr");
  expect(languageOf("A ford", ["ko"])).toBe("en");
});

test("a text is read in sentences, and a line ends one", () => {
  expect(sentencesOf("One. Two!\nThree\n\n—\n")).toEqual(["One.", "Two!", "Three"]);
});

test("each sentence has a voice of its language, and of this machine alone", () => {
  const { speech, queue } = browser([voice("ko-KR", false), voice("ko-KR"), voice("en-US")]);
  speech.read({}, "여울은 얕습니다. It runs fast.");
  expect(queue.map(({ text, lang, voice: used }) => [text, lang, used?.localService])).toEqual([
    ["여울은 얕습니다.", "ko-KR", true],
    ["It runs fast.", "en-US", true],
  ]);
});

test("a text can be read only where this machine has a voice, also one found late", () => {
  const voices = [voice("ko-KR", false)];
  const { speech, queue, found } = browser(voices);
  expect(speech.canRead("여울")).toBe(false);
  const what = {};
  speech.read(what, "여울");
  expect([queue.length, speech.getSnapshot().reading]).toEqual([0, null]);
  voices.push(voice("ko-KR"));
  found();
  expect(speech.canRead("여울")).toBe(true);
});

test("reading is over with the last sentence, and another text ends it", () => {
  const { speech, queue } = browser([voice("en-US")]);
  const [one, two] = [{ name: "one" }, { name: "two" }];
  speech.read(one, "One. Two.");
  const cut = queue.at(-1);
  speech.read(two, "Three.");
  expect(queue.map(({ text }) => text)).toEqual(["Three."]);
  cut?.onend?.();
  expect(speech.getSnapshot().reading).toBe(two);
  queue.at(-1)?.onend?.();
  expect(speech.getSnapshot().reading).toBeNull();
  speech.read(one, "One.");
  speech.stop();
  expect([queue.length, speech.getSnapshot().reading]).toEqual([0, null]);
});
