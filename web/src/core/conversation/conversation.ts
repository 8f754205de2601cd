/**
 * One conversation as the page shows it: the branch that is read, the answers that are growing,
 * and the commands on them.
 *
 * What the user does shows at once: a question and its empty answer stand before the server has
 * named them, and keep their `key` when it does. A refused question is taken back and its text
 * offered again in `rejected`.
 */

import {
  type Answer,
  type ApiError,
  type AskRequest,
  asApiError,
  type ConversationReply,
  isSettled,
  type Message,
  type Question,
} from "../../protocol/index.ts";
import { askedState, snapshotState } from "../answer/answer-state.ts";
import { AnswerStream } from "../answer/answer-stream.ts";
import type { Ask } from "../answer/stream-options.ts";
import type { Change } from "../changes.ts";
import { newKey } from "../idempotency-key.ts";
import { Since } from "../since.ts";
import { type ReadonlyStore, Store } from "../store.ts";
import {
  type AskExtras,
  answerInProgress,
  type ConversationOptions,
  type ConversationView,
  emptyView,
  type QuestionContent,
} from "./conversation-view.ts";
import {
  mergeMessages,
  pendingAnswer,
  pendingQuestion,
  renameMessage,
  settledMessage,
} from "./pending.ts";
import { branchOf, leafBelow } from "./tree.ts";

/** Stands for the choice of the branch among what is done here. */
const LEAF = "leaf";

/**
 * As a store it changes when messages come, go or are named; the text of a growing answer is in
 * its stream. No command rejects: what failed is in `error`.
 */
export class Conversation implements ReadonlyStore<ConversationView> {
  /** Names it before the server does, and afterwards: a key for lists of components. */
  readonly key = newKey();
  readonly #options: ConversationOptions;
  readonly #view: Store<ConversationView>;
  readonly #streams = new Map<string, AnswerStream>();
  readonly #keys = new Map<string, string>();
  readonly #stopWanted = new Set<AnswerStream>();
  #messages: readonly Message[] = [];
  #leafId: string | null = null;
  /** Choices of a version that the server has not taken in yet. */
  #switching = 0;
  /** Something changed elsewhere while a question of ours had no name yet. */
  #stale = false;
  readonly #since = new Since();
  /** When what is shown was asked for. */
  #shownOf = 0;
  /** The read that was begun last, while it is under way. */
  #reading: { readonly asked: number; readonly done: Promise<void> } | null = null;
  readonly getSnapshot: () => ConversationView;
  readonly subscribe: (listener: () => void) => () => void;

  /** @internal */
  constructor(id: string | null, options: ConversationOptions) {
    this.#options = options;
    this.#view = new Store(emptyView(id));
    this.getSnapshot = this.#view.getSnapshot;
    this.subscribe = (listener) => {
      const leave = this.#view.subscribe(listener);
      this.#options.onUse?.();
      return () => {
        leave();
        this.#options.onUse?.();
      };
    };
  }

  /** @internal Whether it is shown, or an answer of it grows here. */
  get inUse(): boolean {
    return this.#view.watched || this.#streams.size > 0;
  }

  /**
   * Reads the conversation and follows its growing answers. A read that is under way is shared,
   * unless something was done here since it began.
   */
  load(): Promise<void> {
    const reading = this.#reading;
    if (reading !== null && !this.#since.touched(reading.asked)) return reading.done;
    return this.reload();
  }

  /** As `load`, for when something was changed elsewhere: no earlier read will do. */
  reload(): Promise<void> {
    const { id } = this.getSnapshot();
    if (id === null) return Promise.resolve();
    const asked = this.#since.asking();
    const done = this.#read(id, asked).then(() => {
      if (this.#reading?.asked === asked) this.#reading = null;
    });
    this.#reading = { asked, done };
    return done;
  }

  async #read(id: string, asked: number): Promise<void> {
    try {
      const reply = await this.#options.api.conversation(id);
      if (asked < this.#shownOf) return;
      this.#shownOf = asked;
      this.#merge(reply, asked);
      this.#show({ load: "ready", loadError: null });
    } catch (error) {
      // One that was asked for later says how it is.
      if (asked < Math.max(this.#shownOf, this.#reading?.asked ?? 0)) return;
      const loadError = asApiError(error);
      const kept = this.#messages.length > 0 && loadError.status !== 404;
      if (!kept) this.#show({ load: "failed", loadError });
    }
  }

  /** @internal Takes in what was changed elsewhere, if it is not known here already. */
  noticed(change: Change): void {
    if (change.what === "deleted") this.#show({ summary: null });
    // Nobody looks: it is read when it is opened.
    if (!this.#view.watched || this.#knows(change)) return;
    // A reply would bring a question that stands here under another name.
    if (this.#streams.size > 0 && this.#awaitsName()) this.#stale = true;
    else void this.reload();
  }

  #knows({ what, answerId }: Change): boolean {
    if (answerId === null) return false;
    if (this.#streams.has(answerId)) return true;
    const message = this.#messages.find((each) => each.id === answerId);
    if (message?.role !== "assistant") return false;
    return what === "asked" || (what === "ended" && isSettled(message.status));
  }

  #awaitsName(): boolean {
    return [...this.#streams.values()].some((each) => each.getSnapshot().answer.id === null);
  }

  /**
   * Asks, and gives the answer as it grows. While another one is waited for or grows nothing is
   * asked: the question is in `rejected`, and the result is null.
   */
  ask(
    written: string | QuestionContent,
    { editOf, ...wishes }: AskExtras = {},
  ): AnswerStream | null {
    const content = typeof written === "string" ? { text: written } : written;
    const { id, live } = this.getSnapshot();
    // The server would begin a second conversation, or know the parent by no such name.
    if (live !== null) {
      this.#show({ rejected: { content, error: answerInProgress() } });
      return null;
    }
    const edited = this.#messages.find((message) => message.id === editOf);
    const leaf = this.getSnapshot().branch.at(-1)?.message.id ?? null;
    const parentId = edited === undefined ? leaf : edited.parent_id;
    const key = newKey();
    const body: AskRequest = { content: content.text, ...wishes };
    if (id !== null) Object.assign(body, { conversation_id: id, parent_id: parentId });
    const question = pendingQuestion(key, parentId, content.text);
    return this.#begin({ key, body }, question.id, { content, question });
  }

  /** Asks for another version of an answer, and gives it; null while one is waited for or grows. */
  regenerate(questionId: string, model?: string): AnswerStream | null {
    if (this.getSnapshot().live !== null) {
      this.#show({ error: answerInProgress() });
      return null;
    }
    const body: AskRequest = { question_id: questionId, ...(model !== undefined && { model }) };
    return this.#begin({ key: newKey(), body }, questionId, null);
  }

  /** Continues a stopped, interrupted or cut answer; resolves to it as it grows, null if it cannot. */
  async continueAnswer(answerId: string): Promise<AnswerStream | null> {
    const asked = this.#since.asking();
    try {
      const answer = await this.#options.api.continueAnswer(answerId);
      // It may have been followed to its end already.
      if (!this.#since.touched(asked, answerId)) {
        this.#replace(answer);
        if (!isSettled(answer.status)) this.#follow(answer);
      }
      this.#show({ error: null });
    } catch (error) {
      this.#show({ error: asApiError(error) });
    }
    return this.#streams.get(answerId) ?? null;
  }

  /** Stops the growing answer of this branch, also if the server has not named it yet. */
  async stop(): Promise<void> {
    const { live } = this.getSnapshot();
    if (live === null || this.#stopWanted.has(live)) return;
    this.#stopWanted.add(live);
    this.#show();
    try {
      await live.stop();
    } catch (error) {
      this.#stopWanted.delete(live);
      this.#show({ error: asApiError(error) });
    }
  }

  /** Shows another version of a message, at its newest end; where all is deleted, only here. */
  async showVersion(messageId: string): Promise<void> {
    this.#leafId = leafBelow(this.#messages, messageId);
    this.#since.touch(LEAF);
    this.#show();
    const { id, load } = this.getSnapshot();
    if (id === null || load === "failed" || this.#leafId.startsWith("pending-")) return;
    this.#switching += 1;
    try {
      await this.#options.api.patch(id, { leaf_id: this.#leafId });
    } catch (error) {
      this.#show({ error: asApiError(error) });
    } finally {
      this.#switching -= 1;
      this.#since.touch(LEAF);
    }
  }

  /** Forgets `rejected` and `error`. */
  clearError(): void {
    this.#show({ rejected: null, error: null });
  }

  /** @internal Shows a title that is on its way to the server. */
  setTitle(title: string): void {
    this.#show({ title });
  }

  /** Lets go of all streams. */
  close(): void {
    for (const stream of this.#streams.values()) stream.close();
  }

  /** Begins an answer to `questionId`; `asked`: the question, if it is new. */
  #begin(
    ask: Ask,
    questionId: string,
    asked: { readonly content: QuestionContent; readonly question: Question } | null,
  ): AnswerStream {
    const model = ask.body.model ?? "";
    const answer = pendingAnswer(ask.key, questionId, model);
    const stream = new AnswerStream(askedState(model, answer.created_at), ask, this.#options);
    const before = asked === null ? [] : [asked.question];
    const leafBefore = this.#leafId;
    this.#messages = [...this.#messages, ...before, answer];
    this.#leafId = answer.id;
    this.#since.touch(LEAF);
    this.#run(answer.id, stream, (error) => {
      const gone = new Set([answer.id, ...before.map((message) => message.id)]);
      this.#messages = this.#messages.filter((message) => !gone.has(message.id));
      this.#leafId = leafBefore;
      this.#show(asked === null ? { error } : { rejected: { content: asked.content, error } });
    });
    this.#show({ rejected: null, error: null });
    return stream;
  }

  /** Follows a stream to its end; `undo` takes back what was shown if the server refused it. */
  #run(localId: string, stream: AnswerStream, undo: (error: ApiError | null) => void): void {
    let id = localId;
    this.#streams.set(id, stream);
    this.#options.onUse?.();
    const unsubscribe = stream.subscribe(() => {
      const { answer } = stream.getSnapshot();
      if (answer.id === null || answer.id === id) return;
      this.#name(id, stream);
      id = answer.id;
    });
    void stream.start().then(() => {
      unsubscribe();
      this.#streams.delete(id);
      this.#stopWanted.delete(stream);
      const { answer, connection, refusal } = stream.getSnapshot();
      if (answer.id === null) undo(refusal);
      else if (connection !== "closed") this.#settle(stream, answer.id);
      this.#options.onUse?.();
    });
  }

  #follow(answer: Answer): void {
    if (this.#streams.has(answer.id)) return;
    const stream = new AnswerStream(snapshotState(answer), null, this.#options);
    this.#run(answer.id, stream, () => undefined);
  }

  /** The server has named a pending answer: its question, and perhaps the conversation, too. */
  #name(localId: string, stream: AnswerStream): void {
    const { answer } = stream.getSnapshot();
    if (answer.id === null || answer.questionId === null) return;
    const pending = this.#messages.find((message) => message.id === localId);
    const names = new Map([[localId, answer.id]]);
    if (pending?.parent_id?.startsWith("pending-")) names.set(pending.parent_id, answer.questionId);
    for (const [from, to] of names) this.#keys.set(to, this.#keys.get(from) ?? from);
    this.#messages = this.#messages.map((message) => renameMessage(message, names, answer));
    this.#leafId = names.get(this.#leafId ?? "") ?? this.#leafId;
    this.#streams.delete(localId);
    this.#streams.set(answer.id, stream);
    this.#since.touch(LEAF, answer.id, answer.questionId);
    this.#show({ id: answer.conversationId, load: "ready" });
    if (answer.conversationId !== null) this.#options.onChange?.(answer.conversationId);
  }

  /** The answer is over: what the stream knows becomes the message. */
  #settle(stream: AnswerStream, answerId: string): void {
    const { answer, refusal } = stream.getSnapshot();
    this.#messages = this.#messages.map((message) =>
      message.id === answerId ? settledMessage(message, answer, refusal) : message,
    );
    this.#since.touch(LEAF, answerId, answer.questionId ?? "");
    this.#show();
    const { id } = this.getSnapshot();
    if (id !== null) this.#options.onChange?.(id);
    if (this.#stale) {
      this.#stale = false;
      void this.reload();
    } else if (answer.reason !== "stop") void this.#refresh(answerId);
  }

  /** Whether an answer can be continued is known only to the server. */
  async #refresh(answerId: string): Promise<void> {
    const asked = this.#since.asking();
    try {
      const answer = await this.#options.api.answer(answerId);
      const known = asked < this.#shownOf || this.#since.touched(asked, answerId);
      if (!known && !this.#streams.has(answerId)) this.#replace(answer);
      this.#show();
    } catch {
      // What came over the stream stays; the next load brings the rest.
    }
  }

  /** Takes in a reply, which may be older than what was done here since it was `asked` for. */
  #merge(reply: ConversationReply, asked: number): void {
    const isNewer = (id: string): boolean => this.#since.touched(asked, id);
    const growing = new Set(this.#streams.keys());
    this.#messages = mergeMessages(reply.messages, this.#messages, isNewer, growing);
    const chosen = this.getSnapshot().live !== null || this.#switching > 0 || isNewer(LEAF);
    if (!chosen) this.#leafId = reply.leaf_id;
    for (const message of this.#messages) {
      if (message.role === "assistant" && !isSettled(message.status)) this.#follow(message);
    }
    const { messages: _, ...summary } = reply;
    this.#show({ title: reply.title, summary });
  }

  #replace(answer: Answer): void {
    const { id } = answer;
    this.#messages = this.#messages.map((message) => (message.id === id ? answer : message));
    this.#since.touch(id);
  }

  #show(fields: Partial<ConversationView> = {}): void {
    const branch = branchOf(this.#messages, this.#leafId).map((entry) => ({
      ...entry,
      key: this.#keys.get(entry.message.id) ?? entry.message.id,
      stream: this.#streams.get(entry.message.id) ?? null,
    }));
    const live = branch.find((entry) => entry.stream !== null)?.stream ?? null;
    const stopping = live !== null && this.#stopWanted.has(live);
    this.#view.patch({ ...fields, branch, live, stopping });
  }
}
