/**
 * A conversation's messages as a tree: which branch is shown, and which versions a message has.
 *
 * Children of one parent are versions of each other, in the order of their creation. The branch
 * that is shown is the path from a root to the leaf.
 */

import type { Message } from "../../protocol/index.ts";

/** One message of the branch, with its place among its versions (`index` counts from 0). */
export interface PlacedMessage {
  readonly message: Message;
  readonly versions: readonly string[];
  readonly index: number;
}

/** The path from the root to `leafId`; to the newest leaf of all if `leafId` names no message. */
export function branchOf(messages: readonly Message[], leafId: string | null): PlacedMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const children = childrenOf(messages);
  const path: PlacedMessage[] = [];
  let at = byId.get(leafId ?? "") ?? byId.get(newestLeaf(children, null) ?? "");
  // A parent that is its own descendant would go round for ever.
  const seen = new Set<string>();
  while (at !== undefined && !seen.has(at.id)) {
    seen.add(at.id);
    const { id, parent_id: parentId } = at;
    const versions = (children.get(parentId) ?? []).map((each) => each.id);
    path.push({ message: at, versions, index: versions.indexOf(id) });
    at = parentId === null ? undefined : byId.get(parentId);
  }
  return path.reverse();
}

/** The leaf to read when the version `id` is chosen: the newest at or below it. */
export function leafBelow(messages: readonly Message[], id: string): string {
  return newestLeaf(childrenOf(messages), id) ?? id;
}

type Children = ReadonlyMap<string | null, readonly Message[]>;

function childrenOf(messages: readonly Message[]): Children {
  const children = new Map<string | null, Message[]>();
  const inOrder = messages
    .map((message, at) => ({ message, at, time: Date.parse(message.created_at) || 0 }))
    .sort((a, b) => a.time - b.time || a.at - b.at);
  for (const { message } of inOrder) {
    const siblings = children.get(message.parent_id);
    if (siblings === undefined) children.set(message.parent_id, [message]);
    else siblings.push(message);
  }
  return children;
}

/** The last made message without children at or below `root`; null if there is none. */
function newestLeaf(children: Children, root: string | null): string | null {
  let newest: { id: string; time: number } | null = null;
  const pending = [...(children.get(root) ?? [])];
  const seen = new Set<string>();
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    if (seen.has(at.id)) continue;
    seen.add(at.id);
    const below = children.get(at.id) ?? [];
    pending.push(...below);
    const time = Date.parse(at.created_at) || 0;
    if (below.length === 0 && (newest === null || time >= newest.time))
      newest = { id: at.id, time };
  }
  return newest?.id ?? null;
}
