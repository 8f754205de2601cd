/**
 * Takes dictation into a text, by the browser's own recognition on this machine: Web Speech API,
 * with `processLocally`. What is said comes where the caret was. Whoever writes meanwhile ends it.
 */

import { Store } from "../../core/index.ts";

/** What of `SpeechRecognition` is used. */
export interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally: boolean;
  onresult: ((event: { readonly results: ArrayLike<ArrayLike<Heard>> }) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}

interface Heard {
  readonly transcript: string;
}

export interface RecognitionClass {
  new (): Recognition;
  readonly prototype: Recognition;
  available(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}

/** The text that is written: a message box. */
export interface WrittenText {
  /** The text, and what of it is selected. */
  read(): { readonly text: string; readonly start: number; readonly end: number };
  write(text: string, caret: number): void;
}

/** Why nothing came: not allowed, no microphone, nobody spoke, or something else. */
export type Trouble = "refused" | "noMicrophone" | "nothingHeard" | "broken";

export interface DictationState {
  readonly listening: boolean;
  readonly trouble: Trouble | null;
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  "not-allowed": "refused",
  "audio-capture": "noMicrophone",
  "no-speech": "nothingHeard",
};

export class Dictating extends Store<DictationState> {
  readonly #class: RecognitionClass;
  readonly #place: WrittenText;
  #recognition: Recognition | null = null;
  /** What the text was when something was put into it last. */
  #written = "";

  constructor(recognition: RecognitionClass, place: WrittenText) {
    super({ listening: false, trouble: null });
    this.#class = recognition;
    this.#place = place;
  }

  start(language: string): void {
    this.cancel();
    const recognition = new this.#class();
    recognition.lang = language;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.processLocally = true;
    const { text, start, end } = this.#place.read();
    const [before, after] = [text.slice(0, start), text.slice(end)];
    this.#written = text;
    recognition.onresult = ({ results }) => {
      const said = Array.from(results, (heard) => heard[0]?.transcript ?? "").join("");
      this.#put(before, said.trim(), after);
    };
    recognition.onerror = ({ error }) => {
      if (error !== "aborted") this.patch({ trouble: TROUBLES[error] ?? "broken" });
    };
    recognition.onend = () => {
      this.#recognition = null;
      this.patch({ listening: false });
    };
    this.#recognition = recognition;
    this.patch({ listening: true, trouble: null });
    try {
      recognition.start();
    } catch {
      this.cancel();
      this.patch({ trouble: "broken" });
    }
  }

  #put(before: string, said: string, after: string): void {
    // What was written meanwhile is not written over, and what was sent does not come back.
    if (this.#place.read().text !== this.#written) this.cancel();
    else if (said !== "") this.#write(before, said, after);
  }

  #write(before: string, said: string, after: string): void {
    const head = before + (/\S$/.test(before) ? " " : "") + said;
    this.#written = head + (/^\S/.test(after) ? " " : "") + after;
    this.#place.write(this.#written, head.length);
  }

  /** Listens no more. The last words may still come. */
  stop(): void {
    this.#recognition?.stop();
    this.patch({ listening: false });
  }

  /** Listens no more, and takes nothing more. */
  cancel(): void {
    const recognition = this.#recognition;
    this.#recognition = null;
    if (recognition === null) return;
    recognition.onresult = recognition.onerror = recognition.onend = null;
    recognition.abort();
    this.patch({ listening: false });
  }

  /** Has to be told the text whenever it changes. */
  follow(text: string): void {
    if (text === this.#written) return;
    this.cancel();
    this.patch({ trouble: null });
  }
}

/** The dialect that is taken where the browser names none. */
const DIALECTS: Readonly<Record<string, string>> = { en: "en-US", ko: "ko-KR" };

/**
 * The language in which this machine can take dictation now, without fetching anything: one of
 * `wanted`, the language of the page, before the browser's others. null: in none of them.
 */
export async function dictatedLanguage(
  recognition: Pick<RecognitionClass, "available">,
  wanted: string,
  browser: readonly string[] = navigator.languages,
): Promise<string | null> {
  const isWanted = (tag: string): boolean => tag.toLowerCase().split("-", 1)[0] === wanted;
  const tags = [
    ...browser.filter((tag) => tag.includes("-") && isWanted(tag)),
    DIALECTS[wanted] ?? wanted,
    ...browser.filter((tag) => tag.includes("-") && !isWanted(tag)),
  ];
  for (const tag of new Set(tags)) {
    const state = await recognition
      .available({ langs: [tag], processLocally: true })
      .catch(() => "unavailable");
    if (state === "available") return tag;
  }
  return null;
}
