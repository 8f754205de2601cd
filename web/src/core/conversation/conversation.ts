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
import { blankState, snapshotState } from "../answer/answer-state.ts";
import { AnswerStream } from "../answer/answer-stream.ts";
import { newId, withIds } from "../ids.ts";
import { Since } from "../since.ts";
import { type ReadonlyStore, Store } from "../store.ts";
import {
  type AskExtras,
  answerInProgress,
  type ConversationOptions,
  type ConversationView,
  emptyView,
  knownId,
  type QuestionContent,
} from "./conversation-view.ts";
import {
  arrivedMessage,
  mergeMessages,
  newAnswer,
  newQuestion,
  streamedMessage,
} from "./messages.ts";
import { branchOf, leafBelow } from "./tree.ts";

/** Stands for the choice of the branch among what is done here. */
const LEAF = "leaf";

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
  #messages: readonly Message[] = [];
  #leafId: string | null = null;
  /** Choices of a version that the server has not taken in yet. */
  #switching = 0;
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
    const id = this.#knownId;
    if (id === null) return Promise.resolve();
    const asked = this.#since.asking();
    const done = this.#read(id, asked).then(() => {
      if (this.#reading?.asked === asked) this.#reading = null;
    });
    this.#reading = { asked, done };
    return done;
  }

  get #knownId(): string | null {
    return knownId(this.getSnapshot());
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
    this.#streams.get(change.answerId ?? "")?.arrive();
    // Nobody looks: it is read when it is opened.
    if (this.#view.watched && !this.#knows(change)) void this.reload();
  }

  #knows({ what, answerId }: Change): boolean {
    if (answerId === null) return false;
    if (this.#streams.has(answerId)) return true;
    const message = this.#messages.find((each) => each.id === answerId);
    if (message?.role !== "assistant") return false;
    return what === "asked" || (what === "ended" && isSettled(message.status));
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
    const { live } = this.getSnapshot();
    // The server would begin a second conversation, or refuse the parent.
    if (live !== null) {
      this.#show({ rejected: { content, error: answerInProgress() } });
      return null;
    }
    const edited = this.#messages.find((message) => message.id === editOf);
    const leaf = this.getSnapshot().branch.at(-1)?.message.id ?? null;
    const parentId = edited === undefined ? leaf : edited.parent_id;
    const id = this.#knownId;
    const place = id === null ? {} : { conversation_id: id, parent_id: parentId };
    const sent = withIds({ content: content.text, ...wishes, ...place });
    const question = newQuestion({
      id: sent.ids.question ?? "",
      conversation_id: id ?? sent.ids.conversation ?? "",
      parent_id: parentId,
      text: content.text,
    });
    return this.#begin(sent, question.id, { content, question });
  }

  /** Asks for another version of an answer, and gives it; null while one is waited for or grows. */
  regenerate(questionId: string, model?: string): AnswerStream | null {
    if (this.getSnapshot().live !== null) {
      this.#show({ error: answerInProgress() });
      return null;
    }
    const body: AskRequest = { question_id: questionId, ...(model !== undefined && { model }) };
    return this.#begin(withIds(body), questionId, null);
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
    this.#leafId = leafBelow(this.#messages, messageId);
    this.#since.touch(LEAF);
    this.#show();
    const id = this.#knownId;
    const onItsWay = this.#streams.get(this.#leafId)?.getSnapshot().arrived === false;
    if (id === null || this.getSnapshot().load === "failed" || onItsWay) return;
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
    sent: SentQuestion,
    questionId: string,
    asked: { readonly content: QuestionContent; readonly question: Question } | null,
  ): AnswerStream {
    const { ids } = sent;
    const { id } = this.getSnapshot();
    const answer = newAnswer({
      id: ids.answer,
      conversation_id: ids.conversation ?? id ?? "",
      parent_id: questionId,
      model: sent.model ?? "",
    });
    const blank = blankState({
      id: answer.id,
      conversationId: answer.conversation_id,
      questionId,
      model: answer.model,
      createdAt: answer.created_at,
    });
    const stream = new AnswerStream(blank, sent, this.#options);
    const made = asked === null ? [answer] : [asked.question, answer];
    const leafBefore = this.#leafId;
    this.#messages = [...this.#messages, ...made];
    this.#leafId = answer.id;
    this.#since.touch(LEAF);
    this.#run(stream, made, (error) => {
      const gone = made.map((message) => message.id);
      this.#messages = this.#messages.filter((message) => !gone.includes(message.id));
      this.#leafId = leafBefore;
      const rejected = asked && { content: asked.content, error };
      // A new conversation begins again under another id: a question may still arrive under this.
      this.#show(rejected === null ? { error } : { id, rejected });
    });
    this.#show({ id: ids.conversation ?? id, rejected: null, error: null });
    if (ids.conversation != null) this.#options.onBegun?.(ids.conversation);
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
    const { answer } = stream.getSnapshot();
    const ids = made.map((message) => message.id);
    this.#messages = this.#messages.map((message) =>
      ids.includes(message.id) ? arrivedMessage(message, answer) : message,
    );
    this.#since.touch(LEAF, ...ids);
    this.#show({ load: "ready" });
    this.#options.onChange?.();
  }

  /** The answer is over: what the stream knows becomes the message. */
  #settle(stream: AnswerStream, answerId: string): void {
    const { answer, refusal } = stream.getSnapshot();
    this.#messages = this.#messages.map((message) =>
      message.id === answerId ? streamedMessage(message, answer, refusal) : message,
    );
    this.#since.touch(LEAF, answerId, answer.questionId ?? "");
    this.#show();
    this.#options.onChange?.();
    if (answer.reason !== "stop") void this.#refresh(answerId);
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
    for (const { id } of reply.messages) this.#streams.get(id)?.arrive();
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
      stream: this.#streams.get(entry.message.id) ?? null,
    }));
    const live = branch.find((entry) => entry.stream !== null)?.stream ?? null;
    const stopping = live !== null && this.#stopWanted.has(live);
    this.#view.patch({ ...fields, branch, live, stopping });
  }
}
