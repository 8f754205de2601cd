/**
 * What an answer consists of. Pure.
 *
 * The parts stand in one order, however they came: the thinking, the text, the calls by their
 * index. So an answer that was read as a whole has the same parts as one that was followed.
 */

import { assertNever, type ResetData, type ToolCallData } from "../../protocol/index.ts";

/** The text of the answer, or what the model thought before it. */
export interface TextPart {
  readonly kind: "text" | "reasoning";
  readonly text: string;
  /** Changes when the part is replaced; while it stays the same, the part was only added to. */
  readonly revision: number;
}

/** A call that the model makes. */
export interface ToolCallPart {
  readonly kind: "tool_call";
  /** Which of the answer's calls this is, from 0. */
  readonly index: number;
  /** null until it has come. */
  readonly id: string | null;
  readonly name: string;
  /** JSON, as far as it has come. */
  readonly arguments: string;
  /** As in a text part. */
  readonly revision: number;
}

export type Part = TextPart | ToolCallPart;

/** Content that is known as a whole, as the wire has it: that of a stored message, or of a `reset`. */
export interface WholeContent {
  readonly text: string;
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly ToolCallData[];
}

/** The parts of a question, or of an answer that is known as a whole. */
export function partsOf(content: WholeContent, revision = 0): readonly Part[] {
  const { text, reasoning, tool_calls: calls = [] } = content;
  const parts: readonly TextPart[] = [
    { kind: "reasoning", text: reasoning ?? "", revision },
    { kind: "text", text, revision },
  ];
  const said: readonly Part[] = parts.filter((part) => part.text !== "");
  return calls.reduce((before, call) => withCall(before, call, revision), said);
}

/** All that an answer says so far, as a `reset` has it. */
export function wholeOf(answer: {
  readonly text: string;
  readonly reasoning: string;
  readonly parts: readonly Part[];
}): Required<Omit<ResetData, "candidates">> {
  const { text, reasoning, parts } = answer;
  return { text, reasoning, tool_calls: [...callsOf(parts)] };
}

/** The calls among the parts, each joined from its pieces. */
function callsOf(parts: readonly Part[]): readonly ToolCallData[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case "text":
      case "reasoning":
        return [];
      case "tool_call": {
        const { index, id, name, arguments: given } = part;
        return [{ index, id, name, arguments: given }];
      }
      default:
        return assertNever(part);
    }
  });
}

/** The parts with `part` in the place of the one that it continues. */
export function withPart(parts: readonly Part[], part: Part): readonly Part[] {
  const place = placeOf(part);
  const at = parts.findIndex((each) => placeOf(each) >= place);
  const [before, behind] = at < 0 ? [parts, []] : [parts.slice(0, at), parts.slice(at)];
  const former = behind[0];
  const continued = former !== undefined && placeOf(former) === place;
  return [...before, part, ...(continued ? behind.slice(1) : behind)];
}

/** The parts with a further piece of a call. */
export function withCall(
  parts: readonly Part[],
  piece: ToolCallData,
  revision: number,
): readonly Part[] {
  const { index } = piece;
  const former = parts.find((part) => part.kind === "tool_call" && part.index === index);
  const call: ToolCallPart =
    former?.kind === "tool_call"
      ? former
      : { kind: "tool_call", index, id: null, name: "", arguments: "", revision };
  return withPart(parts, {
    ...call,
    // Some services repeat both with every piece, as empty texts.
    id: piece.id || call.id,
    name: piece.name || call.name,
    arguments: call.arguments + (piece.arguments ?? ""),
  });
}

function placeOf(part: Part): number {
  switch (part.kind) {
    case "reasoning":
      return 0;
    case "text":
      return 1;
    case "tool_call":
      return 2 + part.index;
    default:
      return assertNever(part);
  }
}
