import { useContext } from "react";
import type { AnswerStream, Readable, StreamSnapshot } from "../core/index.ts";
import { ClientContext, given } from "./client-context.tsx";
import { useReadable } from "./use-readable.ts";

const NOTHING: Readable<null> = { getSnapshot: () => null, subscribe: () => () => undefined };

/**
 * An answer that is kept current until its end, rendered at most once per painted frame.
 *
 * @param source its id: it is followed for as long as it is shown, over one connection however many
 * components show it. Or a stream, which somebody else follows.
 */
export function useAnswer(source: string | AnswerStream): StreamSnapshot;
/** As above; null where there is none. */
export function useAnswer(source: string | AnswerStream | null): StreamSnapshot | null;
export function useAnswer(source: string | AnswerStream | null): StreamSnapshot | null {
  const client = useContext(ClientContext);
  const readable = typeof source === "string" ? given(client).watchAnswer(source) : source;
  return useReadable<StreamSnapshot | null>(readable ?? NOTHING);
}
