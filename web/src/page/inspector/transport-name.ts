/** The transports' names, as the inspector shows them. */

import type { TransportName } from "../../transports/index.ts";
import type { InspectorTexts } from "./text/en.ts";

export function transportName(texts: InspectorTexts, name: TransportName): string {
  if (name === "sse") return "SSE";
  if (name === "websocket") return "WebSocket";
  return name === "polling" ? texts.polling : texts.longPolling;
}
