/** Where the server of this page is mounted, told by where it serves the page's scripts from. */

/** The path before `/assets/` in a script's address; empty where there is none. */
export function pathBefore(script: string): string {
  return /^(.*)\/assets\/[^/]+$/.exec(new URL(script).pathname)?.[1] ?? "";
}

/** Such as `/chat`; empty at the root, and while the page is developed. */
export const SERVED_PATH = pathBefore(import.meta.url);
