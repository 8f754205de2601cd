/**
 * The messages of one conversation as they are known here, of all its branches, and the branch that
 * is shown. They are read, made here and streamed, and replies come in any order: what was done here
 * since a request was sent stands against its reply, and of two replies the later one.
 */

import type { Answer, ApiError, ConversationReply, Message } from "../../protocol/index.ts";
import type { AnswerState } from "../answer/answer-state.ts";
import { Since } from "../since.ts";
import { arrivedMessage, mergeMessages, streamedMessage } from "./messages.ts";
import { branchOf, leafBelow, type PlacedMessage } from "./tree.ts";

/** Stands for the choice of the branch among what is done here. */
const LEAF = "leaf";

export class KnownMessages {
  #all: readonly Message[] = [];
  #leafId: string | null = null;
  readonly #since = new Since();
  /** The moment of the request whose reply is shown. */
  #shownOf = 0;
  /** Choices of a branch that the server has not taken in yet. */
  #choosing = 0;

  get all(): readonly Message[] {
    return this.#all;
  }

  get branch(): readonly PlacedMessage[] {
    return branchOf(this.#all, this.#leafId);
  }

  find(id: string | undefined): Message | undefined {
    return this.#all.find((message) => message.id === id);
  }

  /** The moment of a request that is sent now. */
  moment(): number {
    return this.#since.moment();
  }

  /** Whether something was done here with `id` since `moment`; without an id, with any message. */
  changedSince(moment: number, id?: string): boolean {
    return this.#since.touched(moment, id);
  }

  /** Whether a later reply than that to a request of `moment` is shown already. */
  isOld(moment: number): boolean {
    return moment < this.#shownOf;
  }

  /** Adds what was made here, and shows the branch that ends with it. The result takes it back. */
  add(made: readonly Message[]): () => void {
    const leafBefore = this.#leafId;
    this.#all = [...this.#all, ...made];
    this.#leafId = made.at(-1)?.id ?? leafBefore;
    this.#since.touch(LEAF);
    return () => {
      this.#all = this.#all.filter((message) => !made.some(({ id }) => id === message.id));
      this.#leafId = leafBefore;
    };
  }

  /** The server has what was `made` here, for the answer that `state` tells of. */
  arrived(made: readonly Message[], state: AnswerState): void {
    const ids = made.map(({ id }) => id);
    this.#change(ids, (message) => arrivedMessage(message, state));
    this.#since.touch(LEAF, ...ids);
  }

  /** The answer is over: what its stream knows becomes the message. */
  settle(answerId: string, state: AnswerState, refusal: ApiError | null): void {
    this.#change([answerId], (message) => streamedMessage(message, state, refusal));
    this.#since.touch(LEAF, answerId, state.questionId ?? "");
  }

  replace(answer: Answer): void {
    this.#change([answer.id], () => answer);
    this.#since.touch(answer.id);
  }

  /**
   * Takes in the reply to a request of `moment`.
   *
   * @param growing the ids of the answers that are followed
   * @param keepBranch whether the branch that is shown stays, whatever the reply has
   */
  merge(
    reply: ConversationReply,
    moment: number,
    growing: ReadonlySet<string>,
    keepBranch: boolean,
  ): void {
    this.#shownOf = moment;
    const isNewer = (id: string): boolean => this.#since.touched(moment, id);
    this.#all = mergeMessages(reply.messages, this.#all, isNewer, growing);
    if (!keepBranch && this.#choosing === 0 && !isNewer(LEAF)) this.#leafId = reply.leaf_id;
  }

  /** Shows the branch of a version, at its newest end; returns the id of that. */
  choose(messageId: string): string {
    this.#leafId = leafBelow(this.#all, messageId);
    this.#since.touch(LEAF);
    return this.#leafId;
  }

  /** As long as `work` tells the server of a choice, a reply may have the branch from before. */
  async whileChoosing(work: Promise<unknown>): Promise<void> {
    this.#choosing += 1;
    try {
      await work;
    } finally {
      this.#choosing -= 1;
      this.#since.touch(LEAF);
    }
  }

  #change(ids: readonly string[], change: (message: Message) => Message): void {
    this.#all = this.#all.map((message) => (ids.includes(message.id) ? change(message) : message));
  }
}
