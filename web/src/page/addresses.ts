/** The addresses of the page: each conversation has one, below the path at which the server mounts the page. */

/** The path before `/assets/` in a script's address; empty where there is none. */
export function pathBefore(script: string): string {
  return /^(.*)\/assets\/[^/]+$/.exec(new URL(script).pathname)?.[1] ?? "";
}

/** Where the page is mounted, such as `/chat`; empty at the root, and while the page is developed. */
export const SERVED_PATH = pathBefore(import.meta.url);

/** The path of a conversation; null stands for a new chat. */
export function pathOf(conversation: string | null): string {
  return `${SERVED_PATH}/${conversation === null ? "" : `c/${encodeURIComponent(conversation)}`}`;
}

/** Whether a path is that of a new chat. */
export function isHome(path: string): boolean {
  return /^\/?$/.test(within(path));
}

/** The path of all assistants. */
export const ASSISTANTS_PATH = `${SERVED_PATH}/assistants`;

export function isAssistants(path: string): boolean {
  return path === ASSISTANTS_PATH;
}

/** The conversation at a path; null for every other path. */
export function conversationAt(path: string): string | null {
  const escaped = /^\/c\/([^/]+)\/?$/.exec(within(path))?.[1];
  if (escaped === undefined) return null;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

/** A path below that of the page: one-time links lead to `/join`, and the lesson is at `/learn`. */
export function within(path: string): string {
  return path.startsWith(SERVED_PATH) ? path.slice(SERVED_PATH.length) : "";
}
