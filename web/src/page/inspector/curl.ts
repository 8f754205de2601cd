/** A command for a shell that sends the same request; a WebSocket's address is asked as a stream. */

import type { WireRequest } from "../../transports/index.ts";

export function curlOf({ method, url, headers, body }: WireRequest, origin: string): string {
  const address = new URL(url, origin);
  const socket = address.protocol === "ws:" || address.protocol === "wss:";
  if (socket) address.protocol = address.protocol === "wss:" ? "https:" : "http:";
  const sent = socket ? { Accept: "text/event-stream" } : headers;
  const lines = [`curl -N ${quoted(address.href)}`];
  if (method !== "GET") lines.push(`-X ${method}`);
  for (const [name, value] of Object.entries(sent)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== null) lines.push(`--data-raw ${quoted(body)}`);
  return lines.join(" \\\n  ");
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
