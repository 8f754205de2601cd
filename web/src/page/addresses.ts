/** The addresses of the page: each conversation has one, below the path at which the server mounts the page. */

/** The path before `/assets/` in a script's address; empty where there is none. */
export function pathBefore(script: string): string {
  return /^(.*)\/assets\/[^/]+$/.exec(new URL(script).pathname)?.[1] ?? "";
}

/** Where the page is mounted, such as `/chat`; empty at the root, and while the page is developed. */
export const SERVED_PATH = pathBefore(import.meta.url);

/** The path of a conversation, as the router knows it; null stands for a new chat. */
export function pathOf(conversation: string | null): string {
  return conversation === null ? "/" : `/c/${encodeURIComponent(conversation)}`;
}

/** The same as the target of a link. */
export function hrefOf(conversation: string | null): string {
  return SERVED_PATH + pathOf(conversation);
}

/** The conversation at a path of the router; null for every other path. */
export function conversationAt(path: string): string | null {
  const escaped = /^\/c\/([^/]+)\/?$/.exec(path)?.[1];
  if (escaped === undefined) return null;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}
