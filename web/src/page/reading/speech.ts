/**
 * Reads a text aloud, sentence by sentence, each by a voice of its language that this machine has
 * itself: a text is not sent to a voice elsewhere. Of all texts at most one is read.
 */

import { Store } from "../../core/index.ts";

/** What of `speechSynthesis` is used. */
export type Synthesis = Pick<
  SpeechSynthesis,
  "getVoices" | "speak" | "cancel" | "addEventListener"
>;

export interface SpeechState {
  /** The languages that can be read here, by their first letters: "ko". */
  readonly languages: ReadonlySet<string>;
  /** What is being read; null: nothing. */
  readonly reading: object | null;
}

export class Speech extends Store<SpeechState> {
  readonly #synthesis: Synthesis;

  constructor(synthesis: Synthesis) {
    super({ languages: new Set(), reading: null });
    this.#synthesis = synthesis;
    // Some browsers have none until they have looked for them.
    synthesis.addEventListener("voiceschanged", () => this.#look());
    this.#look();
  }

  #look(): void {
    this.patch({ languages: new Set(this.#voices().map(({ lang }) => primary(lang))) });
  }

  #voices(): readonly SpeechSynthesisVoice[] {
    return this.#synthesis.getVoices().filter((voice) => voice.localService);
  }

  /** Whether what `text` is written in, for the most part, can be read here. */
  canRead(text: string): boolean {
    return this.getSnapshot().languages.has(languageOf(text));
  }

  /** Reads `text`; `what` stands for it in the state. Another text is read no further. */
  read(what: object, text: string): void {
    this.stop();
    const voices = this.#voices();
    const spoken = sentencesOf(text).flatMap((sentence) => {
      const language = languageOf(sentence);
      const voice = voices.find(({ lang }) => primary(lang) === language);
      return voice === undefined ? [] : [utteranceOf(sentence, voice)];
    });
    const last = spoken.at(-1);
    if (last === undefined) return;
    const over = (): void => {
      if (this.getSnapshot().reading === what) this.patch({ reading: null });
    };
    last.onend = over;
    for (const each of spoken) each.onerror = over;
    this.patch({ reading: what });
    for (const each of spoken) this.#synthesis.speak(each);
  }

  stop(): void {
    // The end of a text that was cut off must not end the next one.
    this.patch({ reading: null });
    this.#synthesis.cancel();
  }
}

function utteranceOf(sentence: string, voice: SpeechSynthesisVoice): SpeechSynthesisUtterance {
  const made = new SpeechSynthesisUtterance(sentence);
  made.voice = voice;
  made.lang = voice.lang;
  return made;
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["ko", /\p{Script=Hangul}/gu],
  ["ja", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["zh", /\p{Script=Han}/gu],
];
/** A script that has so much of a text is what it is written in: names and code are Latin. */
const SHARE = 0.2;

/** The language of a text by its letters; for those of many languages that of the browser. */
export function languageOf(text: string, browser: readonly string[] = navigator.languages): string {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const found = SCRIPTS.find(
    ([, script]) => (text.match(script)?.length ?? 0) > SHARE * Math.max(letters, 1),
  );
  if (found !== undefined) return found[0];
  const others = new Set(SCRIPTS.map(([language]) => language));
  return browser.map(primary).find((language) => !others.has(language)) ?? "en";
}

/** The sentences of a text, its lines apart. */
export function sentencesOf(text: string): readonly string[] {
  const lines = text.split(/\n+/);
  if (typeof Intl.Segmenter !== "function") return lines.filter((line) => line.trim() !== "");
  const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
  return lines.flatMap((line) =>
    Array.from(segmenter.segment(line), ({ segment }) => segment.trim()).filter((sentence) =>
      /[\p{L}\p{N}]/u.test(sentence),
    ),
  );
}

function primary(tag: string): string {
  return tag.toLowerCase().split(/[-_]/, 1)[0] ?? "";
}
