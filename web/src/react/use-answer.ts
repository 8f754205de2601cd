/** One answer as one hook, whether it is known by its id or is being followed already. */

import { useContext } from "react";
import type { AnswerStream, ReadonlyStore, StreamSnapshot } from "../core/index.ts";
import { ClientContext, requireClient } from "./client-context.tsx";
import { useStore } from "./use-store.ts";

const NOTHING: ReadonlyStore<null> = { getSnapshot: () => null, subscribe: () => () => undefined };

/**
 * An answer that is kept current until its end, rendered at most once per painted frame.
 *
 * @param source its id: it is followed for as long as it is shown, over one connection however many
 * components show it. Or a stream, which is followed already. null: there is no answer, and the
 * result is null
 */
export function useAnswer(source: string | AnswerStream): StreamSnapshot;
export function useAnswer(source: string | AnswerStream | null): StreamSnapshot | null;
/**
 * What `select` takes from an answer; the component renders only when that changes.
 *
 * @param select takes a text, a number, or an object that stays the same
 */
export function useAnswer<T>(
  source: string | AnswerStream,
  select: (snapshot: StreamSnapshot) => T,
): T;
export function useAnswer<T>(
  source: string | AnswerStream | null,
  select: (snapshot: StreamSnapshot) => T,
): T | null;
export function useAnswer(
  source: string | AnswerStream | null,
  select: (snapshot: StreamSnapshot) => unknown = (snapshot) => snapshot,
): unknown {
  const client = useContext(ClientContext);
  const store = typeof source === "string" ? requireClient(client).watchAnswer(source) : source;
  return useStore<StreamSnapshot | null, unknown>(
    store ?? NOTHING,
    (snapshot) => snapshot && select(snapshot),
  );
}
