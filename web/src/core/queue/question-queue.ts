/**
 * The questions that were written while an answer grew, and go out one by one: each when the answer
 * before it has come to its own end. Behind one that was stopped or has failed they wait for a word
 * of the reader.
 *
 * They are kept by the id of their conversation until the server has them, so that a reload, a crash
 * and another window find them. Windows may send the same question at the same time: it has its ids
 * from here, and one parent, so that the server takes it once.
 */

import { isSettled } from "../../protocol/index.ts";
import type { AnswerStream } from "../answer/answer-stream.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { AskExtras, QuestionContent } from "../conversation/conversation-view.ts";
import { newId } from "../ids.ts";
import { type ReadonlyStore, Store } from "../store.ts";

/**
 * Why a question does not go out by itself: the answer before it was stopped or has failed, the
 * server refused the question, or it is being edited.
 */
export type Held = "stopped" | "failed" | "refused" | "edited";

export interface QueuedQuestion {
  /** The same for as long as it waits, in all windows. */
  readonly key: string;
  /** The id that the question has now and once it is asked. */
  readonly id: string;
  readonly answerId: string;
  readonly content: QuestionContent;
  /** What it is asked with, as it was chosen when it was written. */
  readonly extras: Omit<AskExtras, "editOf">;
  /** null: it is next in turn. */
  readonly held: Held | null;
}

/** Keeps texts by name; "" stands for nothing. Without one they last as long as the queue. */
export interface QuestionMemory {
  read(name: string): string;
  write(name: string, text: string): void;
}

const NO_MEMORY: QuestionMemory = { read: () => "", write: () => undefined };

interface Kept {
  /** The id of the answer that is waited for. */
  readonly after: string | null;
  readonly questions: readonly QueuedQuestion[];
}

const NOTHING: Kept = { after: null, questions: [] };

/** As a store it has the questions that wait, the next one first. */
export class QuestionQueue implements ReadonlyStore<readonly QueuedQuestion[]> {
  readonly #conversation: Conversation;
  readonly #memory: QuestionMemory;
  readonly #view = new Store<readonly QueuedQuestion[]>([]);
  readonly getSnapshot = this.#view.getSnapshot;
  readonly subscribe = this.#view.subscribe;
  #id: string | null;
  #kept: Kept = NOTHING;
  /** Whether the memory has what was kept here last: it may be full, or keep nothing. */
  #remembered = true;
  /** The question that was asked and has not arrived: it is kept, and shown as a message already. */
  #asking: string | null = null;
  /** Those that were held before they were edited. */
  readonly #heldBefore = new Set<string>();
  #leave: (() => void) | null = null;

  /**
   * @param memory keeps them by name; one that all windows share tells of changes by `refresh`
   */
  constructor(conversation: Conversation, memory: QuestionMemory = NO_MEMORY) {
    this.#conversation = conversation;
    this.#memory = memory;
    this.#id = conversation.getSnapshot().id;
    this.#takeIn();
    this.#follow();
  }

  /** Reads again what is kept, as after a change in another window. */
  refresh(): void {
    this.#id = this.#conversation.getSnapshot().id;
    this.#takeIn();
    // Windows with other answers growing would change it back and forth.
    if (this.#idle) this.#follow();
  }

  /** Puts a question behind the others; where no answer grows it is asked at once. */
  add(content: QuestionContent, extras: QueuedQuestion["extras"] = {}): void {
    const id = newId();
    const question = { key: id, id, answerId: newId(), content, extras, held: null };
    this.#id = this.#conversation.getSnapshot().id;
    this.#keep((questions) => [...questions, question]);
    this.#follow();
    this.send(question.id);
  }

  /** Holds a question until `change` says what it is to be. */
  edit(id: string): void {
    if (this.#find(id)?.held === "stopped") this.#heldBefore.add(id);
    this.#replace(id, { held: "edited" });
  }

  /** Ends an edit. */
  change(id: string, content: QuestionContent): void {
    this.#replace(id, { content, held: this.#heldBefore.delete(id) ? "stopped" : null });
    this.#follow();
  }

  /** Takes a question out of the queue; undefined if it has gone out meanwhile. */
  takeBack(id: string): QuestionContent | undefined {
    this.#takeIn();
    const found = this.#find(id);
    this.#keep((questions) => questions.filter((each) => each.id !== id));
    // It may have been the one that the others waited for.
    this.#follow();
    return found?.content;
  }

  /** Takes all out of the queue, as of a conversation that is gone for good. */
  clear(): void {
    this.#keep(() => []);
  }

  /** Asks a question now, whatever held it; where an answer grows, when its turn comes. */
  send(id: string): void {
    this.#replace(id, { held: null });
    const question = this.#find(id);
    if (question !== undefined && this.#idle) this.#ask(question);
  }

  get #idle(): boolean {
    const { live, load } = this.#conversation.getSnapshot();
    const known = load === "ready" || load === "new";
    return live === null && known && this.#asking === null;
  }

  #find(id: string): QueuedQuestion | undefined {
    return this.#view.getSnapshot().find((each) => each.id === id);
  }

  /** Takes in what became of the conversation: asks the next question, or holds them all. */
  #follow(): void {
    // Another window may just have taken back what would be asked now.
    this.#takeIn();
    if (this.#kept.questions.length === 0) return;
    const { id, branch, live } = this.#conversation.getSnapshot();
    if (id !== this.#id) this.#move(id);
    const known = new Set(branch.map(({ message }) => message.id));
    const waits = ({ id }: QueuedQuestion) => !known.has(id) || id === this.#asking;
    if (!this.#kept.questions.every(waits)) this.#keep((questions) => questions.filter(waits));
    if (live !== null) this.#waitFor(live);
    else if (this.#idle) this.#goOn();
  }

  #waitFor(live: AnswerStream): void {
    const { id } = live.getSnapshot().answer;
    // Until its question has arrived, a reload must find the queue behind the answer before.
    if (this.#asking !== null) return;
    // What a failed answer has held waits for the next try.
    const free = (each: QueuedQuestion): QueuedQuestion =>
      each.held === "failed" ? { ...each, held: null } : each;
    this.#keep((questions) => questions.map(free), id);
  }

  #goOn(): void {
    const leaf = this.#conversation.getSnapshot().branch.at(-1)?.message;
    if (leaf?.role !== "assistant" || leaf.id !== this.#kept.after) return;
    if (!isSettled(leaf.status)) return;
    if (leaf.status !== "finished") {
      this.#hold(leaf.status === "stopped" ? "stopped" : "failed");
      return;
    }
    const next = this.#kept.questions.find(({ held }) => held === null || held === "edited");
    // Those behind one that is edited would come before it.
    if (next?.held === null) this.#ask(next);
  }

  #hold(held: Held): void {
    const hold = (each: QueuedQuestion) => (each.held === null ? { ...each, held } : each);
    this.#keep((questions) => questions.map(hold));
  }

  #ask({ id, answerId, content, extras }: QueuedQuestion): void {
    this.#asking = id;
    this.#shown();
    const isNew = this.#conversation.getSnapshot().id === null;
    const ids = { ...(isNew && { conversation: newId() }), question: id, answer: answerId };
    const stream = this.#conversation.ask(content, { ...extras, ids, kept: true });
    if (stream === null) {
      this.#asking = null;
      this.#shown();
      return;
    }
    const unsubscribe = stream.subscribe(() => this.#arrived(id, stream));
    void stream.start().then(() => {
      unsubscribe();
      this.#arrived(id, stream);
      if (this.#asking === id) this.#cameBack(id, stream);
    });
  }

  /** The server has it: nothing else needs to keep it. */
  #arrived(id: string, stream: AnswerStream): void {
    const { answer, arrived } = stream.getSnapshot();
    if (!arrived || this.#asking !== id) return;
    this.#asking = null;
    this.#keep((questions) => questions.filter((each) => each.id !== id), answer.id);
    this.#follow();
  }

  /** It was refused, or stopped on its way: its ids are not used again. */
  #cameBack(id: string, stream: AnswerStream): void {
    this.#asking = null;
    this.#replace(id, { id: newId(), answerId: newId() });
    this.#hold(stream.getSnapshot().refusal === null ? "stopped" : "refused");
  }

  #replace(id: string, fields: Partial<QueuedQuestion>): void {
    const replace = (each: QueuedQuestion) => (each.id === id ? { ...each, ...fields } : each);
    this.#keep((questions) => questions.map(replace));
  }

  /** A new conversation has its id with its first question, and none again if that is refused. */
  #move(id: string | null): void {
    const { after, questions } = this.#kept;
    this.#write("");
    this.#id = id;
    this.#keep(() => questions, after);
  }

  /**
   * Changes what is kept, as it is now: another window may have added a question or taken one back,
   * and the news of that be on its way. What was read here before would bring it back, or lose it.
   */
  #keep(
    change: (questions: readonly QueuedQuestion[]) => readonly QueuedQuestion[],
    after?: string | null,
  ): void {
    const latest = this.#latest;
    const questions = change(latest.questions);
    this.#kept = { after: after === undefined ? latest.after : after, questions };
    this.#write(questions.length === 0 ? "" : JSON.stringify(this.#kept));
    this.#shown();
  }

  #takeIn(): void {
    this.#kept = this.#latest;
    this.#shown();
  }

  get #latest(): Kept {
    return this.#remembered ? this.#read() : this.#kept;
  }

  /** Shows what waits, and follows the conversation for as long as something does. */
  #shown(): void {
    const { questions } = this.#kept;
    this.#view.set(questions.filter(({ id }) => id !== this.#asking));
    if (questions.length > 0) this.#leave ??= this.#conversation.subscribe(() => this.#follow());
    else {
      this.#leave?.();
      this.#leave = null;
    }
  }

  /** Without an id there is no name to keep it by: it stays in this window. */
  #write(text: string): void {
    const name = queueName(this.#id ?? "");
    if (this.#id !== null) this.#memory.write(name, text);
    this.#remembered = this.#memory.read(name) === text;
  }

  #read(): Kept {
    try {
      const kept = JSON.parse(this.#memory.read(queueName(this.#id ?? "")));
      return Array.isArray(kept.questions) ? kept : NOTHING;
    } catch {
      return NOTHING;
    }
  }
}

const queueName = (id: string): string => `queue.${id}`;
