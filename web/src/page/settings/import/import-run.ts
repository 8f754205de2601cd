/** One import: a file is read, however large, and its conversations are sent bit by bit. */

import type { ApiClient } from "../../../core/index.ts";
import { asApiError, type ConversationToImport } from "../../../protocol/index.ts";
import { isZip, zipEntries } from "../../shared/zip.ts";
import { fromChatGpt, isChatGpt } from "./chatgpt.ts";
import { ExportedAssistants, isAssistant } from "./exported-assistants.ts";
import { ExportedPictures, isPicture } from "./exported-pictures.ts";
import { itemsOf } from "./json-items.ts";
import { fromYeoul, isYeoul } from "./yeoul-export.ts";

/** What has become of the conversations so far. */
export interface Tally {
  readonly imported: number;
  readonly extended: number;
  readonly unchanged: number;
  /** Those without anything that can be read. */
  readonly empty: number;
  /** Assistants that were made. */
  readonly assistants: number;
  /** Those that were refused, each with the reason. */
  readonly refused: readonly { readonly title: string; readonly reason: string }[];
}

/** Why a file cannot be imported at all. */
export class NoImport extends Error {
  readonly kind: "nothing" | "damaged";

  constructor(kind: "nothing" | "damaged", options?: ErrorOptions) {
    super(kind, options);
    this.kind = kind;
  }
}

const NONE: Tally = {
  imported: 0,
  extended: 0,
  unchanged: 0,
  empty: 0,
  assistants: 0,
  refused: [],
};
/** What is sent in one request: so many characters, or one message that is longer; and so many items. */
const MOST_CHARS = 500_000;
const MOST_CONVERSATIONS = 50;
const MOST_MESSAGES = 1_000;
/** The largest file that is read as one conversation. */
const MOST_BYTES = 50_000_000;
/** Where ChatGPT's archive has the conversations, in one file or in several. */
const WANTED = /(^|\/)conversations(-\d+)?\.json$/;

/**
 * Imports all that a file has; `onTally` is told how far it is.
 *
 * @throws NoImport if there is nothing in it to import, or it is damaged; what was before that is here
 * @throws ApiError if the server cannot take it for now
 */
export async function importFile(
  api: ApiClient,
  file: Blob,
  onTally: (tally: Tally) => void,
  signal: AbortSignal,
): Promise<Tally> {
  const run = new Run(api, onTally, signal);
  const zipped = await isZip(file);
  let items = 0;
  try {
    for await (const item of itemsIn(file, zipped)) {
      items += 1;
      await run.add(JSON.parse(item) as object);
    }
    // Other programs save a single conversation as what else is in a list.
    if (!run.known && !zipped && file.size < MOST_BYTES) await run.add(wholeOf(await file.text()));
  } catch (error) {
    const damaged = error instanceof SyntaxError || error instanceof RangeError;
    if (!damaged && !(error instanceof TypeError)) throw error;
    await run.send();
    throw new NoImport(items === 0 && !zipped ? "nothing" : "damaged", { cause: error });
  }
  await run.send();
  if (!run.known) throw new NoImport("nothing");
  return run.tally;
}

/** The value of a text; of JSON Lines, which have none, an empty one. */
function wholeOf(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}

async function* itemsIn(file: Blob, zipped: boolean): AsyncGenerator<string> {
  if (!zipped) {
    yield* itemsOf(textOf(file.stream()));
    return;
  }
  const entries = (await zipEntries(file)).filter(({ name }) => WANTED.test(name));
  for (const entry of entries) yield* itemsOf(textOf(await entry.read()));
}

async function* textOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = bytes.pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

type Result = Awaited<ReturnType<ApiClient["importAll"]>>[number];

class Run {
  readonly #api: ApiClient;
  readonly #onTally: (tally: Tally) => void;
  readonly #signal: AbortSignal;
  readonly #pictures: ExportedPictures;
  readonly #assistants: ExportedAssistants;
  #waiting: ConversationToImport[] = [];
  #chars = 0;
  tally = NONE;
  /** Whether something was in a form that is known here. */
  known = false;

  constructor(api: ApiClient, onTally: (tally: Tally) => void, signal: AbortSignal) {
    this.#api = api;
    this.#onTally = onTally;
    this.#signal = signal;
    this.#pictures = new ExportedPictures(api, signal);
    this.#assistants = new ExportedAssistants(api);
  }

  async add(item: object): Promise<void> {
    if (isPicture(item)) {
      await this.#pictures.send(item);
      return;
    }
    if (isAssistant(item)) {
      this.known = true;
      this.#countMade(item.name, await this.#assistants.add(item));
      return;
    }
    const isOurs = isYeoul(item);
    if (!isOurs && !isChatGpt(item)) return;
    this.known = true;
    const conversation = isOurs
      ? fromYeoul(item, (attachments) => this.#pictures.idsOf(attachments))
      : fromChatGpt(item);
    if (conversation === null) {
      this.#count({ empty: this.tally.empty + 1 });
      return;
    }
    const chars = JSON.stringify(conversation).length;
    if (this.#chars + chars > MOST_CHARS || this.#waiting.length === MOST_CONVERSATIONS)
      await this.send();
    this.#waiting.push(conversation);
    this.#chars += chars;
  }

  /** Sends what waits; what is refused is sent by itself, to know it from the others. */
  async send(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#chars = 0;
    if (waiting.length === 0) return;
    if (waiting.length > 1) {
      const results = await this.#sendAll(waiting);
      if (typeof results !== "string") {
        this.#countAll(results);
        return;
      }
    }
    for (const each of waiting) await this.#sendParts(each);
  }

  /** Sends one conversation. A new one of which only a part arrives is deleted, whatever the cause. */
  async #sendParts(conversation: ConversationToImport): Promise<void> {
    let first: Result | undefined;
    let isWhole = false;
    try {
      for (const part of partsOf(conversation)) {
        const results = await this.#sendAll([part]);
        if (typeof results === "string") {
          const refused = { title: conversation.title, reason: results };
          this.#count({ refused: [...this.tally.refused, refused] });
          return;
        }
        first ??= results[0];
      }
      isWhole = true;
    } finally {
      if (!isWhole && first?.outcome === "imported")
        await this.#api.forget(first.conversation_id).catch(() => undefined);
    }
    if (first !== undefined) this.#countAll([first]);
  }

  /** What became of them, or why they were refused. @throws ApiError if none can be taken for now */
  async #sendAll(
    conversations: readonly ConversationToImport[],
  ): Promise<readonly Result[] | string> {
    try {
      return await this.#api.importAll(conversations, { signal: this.#signal });
    } catch (failure) {
      this.#signal.throwIfAborted();
      const error = asApiError(failure);
      if (error.status < 400 || error.status >= 500 || error.retryable) throw error;
      return error.message;
    }
  }

  #countMade(title: string, made: boolean | string): void {
    if (made === true) this.#count({ assistants: this.tally.assistants + 1 });
    if (typeof made === "string")
      this.#count({ refused: [...this.tally.refused, { title, reason: made }] });
  }

  #countAll(results: readonly Result[]): void {
    const now = { ...this.tally };
    for (const { outcome } of results) now[outcome] += 1;
    this.#count(now);
  }

  #count(change: Partial<Tally>): void {
    this.tally = { ...this.tally, ...change };
    this.#onTally(this.tally);
  }
}

/** A long conversation in parts that a request holds, one behind the other. */
function* partsOf(conversation: ConversationToImport): Generator<ConversationToImport> {
  let messages: ConversationToImport["messages"] = [];
  let chars = 0;
  for (const message of conversation.messages) {
    const more = JSON.stringify(message).length;
    if (messages.length > 0 && (chars + more > MOST_CHARS || messages.length === MOST_MESSAGES)) {
      yield { ...conversation, messages };
      messages = [];
      chars = 0;
    }
    messages.push(message);
    chars += more;
  }
  yield { ...conversation, messages };
}
