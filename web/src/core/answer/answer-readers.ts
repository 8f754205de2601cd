/** Those who read one answer event by event, each in an own loop. */

import type { Cursor, EndData, Frame } from "../../protocol/index.ts";
import type { AnswerState } from "./answer-state.ts";
import { EventQueue, type Known, type Over } from "./event-queue.ts";

const BEFORE_THE_FIRST: Cursor = { epoch: 1, seq: 0 };

export class AnswerReaders {
  readonly #queues = new Set<EventQueue>();
  #end: { readonly data: EndData; readonly cursor: Cursor } | null = null;
  #over: Over | null = null;

  /** Whether anybody waits for events. */
  get waited(): boolean {
    return this.#queues.size > 0;
  }

  /** Opens a reader: what there is already comes as one `reset`, and each call as one event. */
  open(state: AnswerState, left: () => void): EventQueue {
    const queue = new EventQueue(() => {
      this.#queues.delete(queue);
      left();
    });
    const { text, reasoning, parts } = state;
    const cursor = state.cursor ?? BEFORE_THE_FIRST;
    if (text !== "" || reasoning !== "")
      queue.push({ kind: "reset", data: { text, reasoning } }, cursor);
    for (const part of parts) {
      if (part.kind !== "tool_call") continue;
      const { index, id, name, arguments: given } = part;
      queue.push({ kind: "tool_call", data: { index, id, name, arguments: given } }, cursor);
    }
    if (this.#end !== null) queue.push({ kind: "end", data: this.#end.data }, this.#end.cursor);
    if (this.#over === null) this.#queues.add(queue);
    else queue.close(this.#over);
    return queue;
  }

  /** `frame` has changed the answer from `before` to `after`. */
  tell(before: AnswerState, after: AnswerState, { cursor, event }: Frame): void {
    if (cursor === null || event.kind === "unknown") return;
    this.#end = event.kind === "end" ? { data: event.data, cursor } : null;
    this.#push(event, cursor);
    // The answer is read again from its start: what was handed on is void.
    const again = event.kind === "started" && after.revision !== before.revision;
    if (again && before.parts.length > 0) {
      this.#push({ kind: "reset", data: { text: "", reasoning: "" } }, cursor);
    }
    if (after.ended) this.close("done");
  }

  close(over: Over): void {
    this.#over ??= over;
    for (const queue of this.#queues) queue.close(this.#over);
    this.#queues.clear();
  }

  #push(event: Known, cursor: Cursor): void {
    for (const queue of this.#queues) queue.push(event, cursor);
  }
}
