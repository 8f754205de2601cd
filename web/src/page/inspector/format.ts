/** Times and sizes in few characters; their units are the same in every language. */

/** `0.4 ms`, `16 ms`, `1.24 s`, `120 s`. */
export function formatMs(ms: number): string {
  if (ms < 9.95) return `${ms < 0.05 ? "0" : ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  return `${(ms / 1_000).toFixed(ms < 99_500 ? 2 : 0)} s`;
}

/** `0:03.2`, for a position in time. */
export function formatPosition(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const minutes = Math.floor(tenths / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, "0");
  return `${minutes}:${seconds}`;
}

/** `52 B`, `1.40 kB`, `2.31 MB`; thousands are decimal, as in the browser's network tab. */
export function formatBytes(bytes: number): string {
  if (bytes < 999.5) return `${bytes.toFixed(0)} B`;
  if (bytes < 999_500) return `${(bytes / 1_000).toFixed(bytes < 9_950 ? 2 : 1)} kB`;
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}
