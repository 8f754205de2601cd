// Whatever an answer goes through, and wherever a reader joins: what it has is what the server has.

import { expect, test } from "vitest";
import {
  type AnswerState,
  applyFrame,
  blankState,
  snapshotState,
  wholeOf,
} from "../../../src/core/index.ts";
import { decodeFrame, type Frame, type ToolCallData } from "../../../src/protocol/index.ts";
import { answered } from "../fake-api.ts";
import { delta, end, started, thought } from "../frames.ts";

/** What a server holds of an answer, as its snapshots and resets have it. */
interface Held {
  readonly text: string;
  readonly reasoning: string;
  readonly tool_calls: readonly ToolCallData[];
}

const NOTHING: Held = { text: "", reasoning: "", tool_calls: [] };
const WORDS = ["여", "울", "🌊", '"', "\n", "{", ""];

/** A log, and what the server holds behind each of its entries. */
interface Life {
  readonly frames: readonly Frame[];
  readonly held: readonly Held[];
}

/** The same for the same seed. */
function lifeOf(seed: number): Life {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
  const word = (): string => WORDS[below(WORDS.length)] ?? "";
  const frames: Frame[] = [];
  const held: Held[] = [];
  let now = NOTHING;
  let [epoch, seq] = [1, 0];
  const add = (make: (id: string) => Frame, after: Held): void => {
    seq += 1;
    frames.push(make(`${epoch}-${seq}`));
    now = after;
    held.push(now);
  };
  const replace = (by: Held): void => add((id) => sent(id, "reset", by), by);
  add((id) => started(id), NOTHING);
  for (let step = below(30); step > 0; step -= 1) {
    const kind = below(12);
    const text = word();
    if (kind < 3) add((id) => delta(id, text), { ...now, text: now.text + text });
    else if (kind < 5) add((id) => thought(id, text), { ...now, reasoning: now.reasoning + text });
    else if (kind < 10) {
      const piece = pieceOf(below, word);
      add((id) => sent(id, "tool_call", piece), withPiece(now, piece));
    } else if (kind === 10) {
      // What was text was thinking.
      replace({ ...now, text: "", reasoning: now.reasoning + now.text });
    } else {
      // A crash: another epoch goes on with what was kept.
      const kept = { ...now, tool_calls: now.tool_calls.slice(0, below(3)) };
      [epoch, seq] = [epoch + 1, 0];
      add((id) => started(id), now);
      replace(kept);
    }
  }
  add((id) => end(id, { reason: "tool_calls" }), now);
  return { frames, held };
}

function pieceOf(below: (limit: number) => number, word: () => string): ToolCallData {
  return {
    index: below(4),
    ...(below(3) === 0 ? { id: ["", "call_1", "call_2"][below(3)] as string } : {}),
    ...(below(3) === 0 ? { name: ["", "weather", "tide"][below(3)] as string } : {}),
    ...(below(3) > 0 ? { arguments: word() } : {}),
  };
}

function withPiece(before: Held, piece: ToolCallData): Held {
  const known = before.tool_calls.find(({ index }) => index === piece.index);
  const given = [known?.arguments, piece.arguments].filter((each) => each != null);
  const [id, name] = [piece.id || known?.id, piece.name || known?.name];
  const call = {
    index: piece.index,
    ...(id ? { id } : {}),
    ...(name ? { name } : {}),
    ...(given.length > 0 ? { arguments: given.join("") } : {}),
  };
  const others = before.tool_calls.filter(({ index }) => index !== piece.index);
  return { ...before, tool_calls: [...others, call].sort((one, two) => one.index - two.index) };
}

function sent(id: string, kind: string, data: object): Frame {
  const frame = decodeFrame(id, kind, JSON.parse(JSON.stringify(data)));
  if (frame === null) throw new Error(`not an entry: ${id}`);
  return frame;
}

/** As the client has it: what is not known of a call is null, or empty. */
function asShown({ text, reasoning, tool_calls: calls }: Held): Held {
  const shown = calls.map(({ index, id, name, arguments: given }) => ({
    ...{ index, id: id ?? null, name: name ?? "", arguments: given ?? "" },
  }));
  return { text, reasoning, tool_calls: shown };
}

/** What a reader knows that joins behind the entry at `joined`, by the snapshot; -1: nothing. */
function joinedAt({ frames, held }: Life, joined: number): AnswerState {
  const [snapshot, cursor] = [held[joined], frames[joined]?.cursor];
  if (snapshot === undefined || cursor == null) return blankState({ model: "m" });
  return snapshotState(
    answered({
      ...{ ...snapshot, tool_calls: [...snapshot.tool_calls] },
      ...{ status: "generating", reason: null, cursor: `${cursor.epoch}-${cursor.seq}` },
    }),
  );
}

test("the parts are those of the server's snapshot, wherever a reader joins", () => {
  const first = Math.floor(Math.random() * 2 ** 31);
  for (let seed = first; seed < first + 300; seed += 1) {
    const life = lifeOf(seed);
    for (const joined of [-1, seed % life.frames.length]) {
      let state = joinedAt(life, joined);
      for (const [at, frame] of life.frames.entries()) {
        if (at > joined) state = applyFrame(state, frame);
        if (at < joined) continue;
        expect(wholeOf(state), `seed ${seed}, from ${joined} to ${at}`).toEqual(
          asShown(life.held[at] ?? NOTHING),
        );
      }
    }
  }
});
