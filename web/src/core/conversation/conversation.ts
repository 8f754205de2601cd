/**
 * One conversation as the page shows it: the branch that is read, the answers that are growing,
 * and the commands on them.
 *
 * What the user does shows at once: a question and its empty answer are made here, ids included,
 * and sent. A refused question is taken back and its text offered again in `rejected`.
 */

import {
  type Answer,
  type ApiError,
  type AskRequest,
  asApiError,
  type Change,
  type ConversationReply,
  isSettled,
  type Message,
  type Question,
  type SentQuestion,
} from "../../protocol/index.ts";
import { sentState, snapshotState } from "../answer/answer-state.ts";
import { AnswerStream } from "../answer/answer-stream.ts";
import { newId, withIds } from "../ids.ts";
import { type ReadonlyStore, Store } from "../store.ts";
import {
  type AskExtras,
  answerInProgress,
  type ConversationOptions,
  type ConversationView,
  emptyView,
  type KeptExtras,
  knownId,
  type QuestionContent,
} from "./conversation-view.ts";
import { KnownMessages } from "./known-messages.ts";
import { newAnswer, newQuestion } from "./messages.ts";

/** A new question that was asked here. */
interface Asked {
  readonly content: QuestionContent;
  readonly question: Question;
  /** Another place has it until it has arrived. */
  readonly kept: boolean;
}

/**
 * As a store it changes when messages come and go; the text of a growing answer is in
 * its stream. No command rejects: what failed is in `error`.
 */
export class Conversation implements ReadonlyStore<ConversationView> {
  /** The same from before its first question on: a key for lists of components. */
  readonly key = newId();
  readonly #options: ConversationOptions;
  readonly #view: Store<ConversationView>;
  readonly #streams = new Map<string, AnswerStream>();
  readonly #stopWanted = new Set<AnswerStream>();
  readonly #messages = new KnownMessages();
  /** The read that was begun last, while it is under way. */
  #reading: { readonly moment: number; readonly done: Promise<void> } | null = null;
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
    if (reading !== null && !this.#messages.changedSince(reading.moment)) return reading.done;
    return this.reload();
  }

  /** As `load`, for when something was changed elsewhere: no earlier read will do. */
  reload(): Promise<void> {
    const id = this.#knownId;
    if (id === null) return Promise.resolve();
    const moment = this.#messages.moment();
    const done = this.#read(id, moment).then(() => {
      if (this.#reading?.moment === moment) this.#reading = null;
    });
    this.#reading = { moment, done };
    return done;
  }

  get #knownId(): string | null {
    return knownId(this.getSnapshot());
  }

  async #read(id: string, moment: number): Promise<void> {
    try {
      const reply = await this.#options.api.conversation(id);
      if (this.#messages.isOld(moment)) return;
      this.#merge(reply, moment);
      this.#show({ load: "ready", loadError: null });
    } catch (error) {
      // A later read says how it is.
      if (this.#messages.isOld(moment) || moment < (this.#reading?.moment ?? 0)) return;
      const loadError = asApiError(error);
      const kept = this.#messages.all.length > 0 && loadError.status !== 404;
      if (!kept) this.#show({ load: "failed", loadError });
    }
  }

  /** @internal Takes in what was changed elsewhere, if it is not known here already. */
  noticed(change: Change): void {
    if (change.what === "deleted") this.#show({ summary: null });
    this.#streams.get(change.answerId ?? "")?.arrive();
    // One that is not shown is read when it is opened.
    if (this.#view.watched && !this.#knows(change)) void this.reload();
  }

  #knows({ what, answerId }: Change): boolean {
    if (answerId === null) return false;
    if (this.#streams.has(answerId)) return true;
    const message = this.#messages.find(answerId);
    if (message?.role !== "assistant") return false;
    return what === "asked" || (what === "ended" && isSettled(message.status));
  }

  /**
   * Asks, and gives the answer as it grows. While another one is waited for or grows nothing is
   * asked: the question is in `rejected`, and the result is null.
   */
  ask(
    written: string | QuestionContent,
    { editOf, kept = false, ...wishes }: AskExtras & Partial<KeptExtras> = {},
  ): AnswerStream | null {
    const content = typeof written === "string" ? { text: written } : written;
    const { live } = this.getSnapshot();
    // The server would begin a second conversation, or refuse the parent.
    if (live !== null) {
      this.#show({ rejected: { content, error: answerInProgress() } });
      return null;
    }
    const edited = this.#messages.find(editOf);
    const leaf = this.getSnapshot().branch.at(-1)?.message.id ?? null;
    const parentId = edited === undefined ? leaf : edited.parent_id;
    const id = this.#knownId;
    const place = id === null ? {} : { conversation_id: id, parent_id: parentId };
    const sent = withIds({
      content: content.text.trim() ? content.text : undefined,
      attachments: content.attachments?.map(({ id }) => id),
      ...wishes,
      ...place,
    } as AskRequest);
    const question = newQuestion({
      // First: it may be a question that is asked again, with an id and a place of its own.
      ...content,
      id: sent.ids.question ?? "",
      conversation_id: id ?? sent.ids.conversation ?? "",
      parent_id: parentId,
    });
    return this.#begin(sent, question.id, { content, question, kept });
  }

  /**
   * Asks for another version of an answer, and gives it; null while one is waited for or grows. With
   * `prefix` the version begins with that text, and goes on behind it.
   */
  regenerate(
    questionId: string,
    model?: string,
    wishes: Pick<AskRequest, "prefix" | "candidates"> = {},
  ): AnswerStream | null {
    if (this.getSnapshot().live !== null) {
      this.#show({ error: answerInProgress() });
      return null;
    }
    const body = { question_id: questionId, ...(model !== undefined && { model }), ...wishes };
    return this.#begin(withIds(body), questionId, null);
  }

  /** Continues a stopped, interrupted or cut answer; resolves to it as it grows, null if it cannot. */
  async continueAnswer(answerId: string): Promise<AnswerStream | null> {
    const moment = this.#messages.moment();
    try {
      const answer = await this.#options.api.continueAnswer(answerId);
      // It may have been followed to its end already.
      if (!this.#messages.changedSince(moment, answerId)) {
        this.#messages.replace(answer);
        if (!isSettled(answer.status)) this.#follow(answer);
      }
      this.#show({ error: null });
    } catch (error) {
      this.#show({ error: asApiError(error) });
    }
    return this.#streams.get(answerId) ?? null;
  }

  /** Stops the growing answer of this branch, also if its question has not arrived yet. */
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
    const leafId = this.#messages.choose(messageId);
    this.#show();
    const id = this.#knownId;
    const onItsWay = this.#streams.get(leafId)?.getSnapshot().arrived === false;
    if (id === null || this.getSnapshot().load === "failed" || onItsWay) return;
    try {
      await this.#messages.whileChoosing(this.#options.api.patch(id, { leaf_id: leafId }));
    } catch (error) {
      this.#show({ error: asApiError(error) });
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

  /** Begins an answer to `questionId`; `asked`: that question, if it is new. */
  #begin(sent: SentQuestion, questionId: string, asked: Asked | null): AnswerStream {
    const { id } = this.getSnapshot();
    const begun = sent.ids.conversation ?? id;
    const state = { ...sentState(sent), conversationId: begun };
    const answer = newAnswer(state, questionId);
    const stream = new AnswerStream(state, sent, this.#options);
    const made = asked === null ? [answer] : [asked.question, answer];
    const takeBack = this.#messages.add(made);
    this.#run(stream, made, (error) => {
      takeBack();
      const rejected = asked && !asked.kept ? { content: asked.content, error } : null;
      // A new conversation begins again under another id: a question may still arrive under this.
      this.#show(rejected === null ? { error } : { id, rejected });
    });
    const temporary = sent.temporary ?? this.getSnapshot().temporary;
    this.#show({ id: begun, temporary, rejected: null, error: null });
    if (begun !== null && begun !== id) this.#options.onBegun?.(begun);
    return stream;
  }

  /** Follows a stream to its end; `undo` takes back what was `made` if the server did not take it. */
  #run(
    stream: AnswerStream,
    made: readonly Message[],
    undo: (error: ApiError | null) => void,
  ): void {
    const { answer, arrived } = stream.getSnapshot();
    let waiting = !arrived;
    this.#streams.set(answer.id, stream);
    this.#options.onUse?.();
    const unsubscribe = stream.subscribe(() => {
      if (!waiting || !stream.getSnapshot().arrived) return;
      waiting = false;
      this.#arrived(stream, made);
    });
    void stream.start().then(() => {
      unsubscribe();
      this.#streams.delete(answer.id);
      this.#stopWanted.delete(stream);
      const { connection, refusal, arrived: taken } = stream.getSnapshot();
      if (!taken) undo(refusal);
      else if (connection !== "closed") this.#settle(stream, answer.id);
      this.#options.onUse?.();
    });
  }

  #follow(answer: Answer): void {
    if (this.#streams.has(answer.id)) return;
    const stream = new AnswerStream(snapshotState(answer), null, this.#options);
    this.#run(stream, [], () => undefined);
  }

  /** The server has the question, and with it perhaps a new conversation. */
  #arrived(stream: AnswerStream, made: readonly Message[]): void {
    this.#messages.arrived(made, stream.getSnapshot().answer);
    this.#show({ load: "ready" });
    this.#options.onChange?.();
  }

  #settle(stream: AnswerStream, answerId: string): void {
    const { answer, refusal } = stream.getSnapshot();
    this.#messages.settle(answerId, answer, refusal);
    this.#show();
    this.#options.onChange?.();
    if (answer.reason !== "stop") void this.#refresh(answerId);
  }

  /** Whether an answer can be continued is known only to the server. */
  async #refresh(answerId: string): Promise<void> {
    const moment = this.#messages.moment();
    try {
      const answer = await this.#options.api.answer(answerId);
      const known = this.#messages.isOld(moment) || this.#messages.changedSince(moment, answerId);
      if (!known && !this.#streams.has(answerId)) this.#messages.replace(answer);
      this.#show();
    } catch {
      // What came over the stream stays; the next load brings the rest.
    }
  }

  #merge(reply: ConversationReply, moment: number): void {
    const growing = new Set(this.#streams.keys());
    // An answer that grows in the branch is not left for another one.
    this.#messages.merge(reply, moment, growing, this.getSnapshot().live !== null);
    for (const { id } of reply.messages) this.#streams.get(id)?.arrive();
    for (const message of this.#messages.all) {
      if (message.role === "assistant" && !isSettled(message.status)) this.#follow(message);
    }
    const { messages: _, ...summary } = reply;
    this.#show({ title: reply.title, summary, temporary: reply.temporary ?? false });
  }

  #show(fields: Partial<ConversationView> = {}): void {
    const branch = this.#messages.branch.map((entry) => ({
      ...entry,
      stream: this.#streams.get(entry.message.id) ?? null,
    }));
    const live = branch.find((entry) => entry.stream !== null)?.stream ?? null;
    const stopping = live !== null && this.#stopWanted.has(live);
    this.#view.patch({ ...fields, branch, live, stopping });
  }
}
