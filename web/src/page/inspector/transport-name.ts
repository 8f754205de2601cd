/** The transports' names, as the inspector shows them. */

import type { TransportName } from "../../transports/index.ts";
import type { InspectorTexts } from "./text/en.ts";

const NAMES: Readonly<Record<TransportName, (texts: InspectorTexts) => string>> = {
  sse: () => "SSE",
  websocket: () => "WebSocket",
  "long-polling": (texts) => texts.longPolling,
  polling: (texts) => texts.polling,
};

export function transportName(texts: InspectorTexts, name: TransportName): string {
  return NAMES[name](texts);
}
