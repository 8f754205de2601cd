/** What the inspector says in English: the catalogue that every other language has to match. */

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const en = {
  title: "Stream inspector",
  close: "Close inspector",
  width: "Width of the inspector",
  views: "Views",
  headers: "Headers",
  payload: "Payload",
  eventStream: "EventStream",
  timing: "Timing",
  transports: "Transports",
  replay: "Replay",

  answer: "Answer",
  newest: "Newest answer",
  growing: "Growing",
  ended: "Ended",
  lost: "Not connected",
  summaryEvents: (count: number) => `${number.format(count)} ${count === 1 ? "event" : "events"}`,
  summaryRequests: (count: number) =>
    `${number.format(count)} ${count === 1 ? "request" : "requests"}`,
  joined: (id: string) =>
    `Recorded from event ${id} on: this tab was opened, or reloaded, while the answer was growing.`,
  dropped: (count: number) =>
    `The oldest ${number.format(count)} events were dropped; this tab keeps the newest 20,000. Counts and sums include them.`,
  none: "Nothing recorded for this answer",
  noneHint:
    "This tab records what comes over the wire while an answer grows. This one had ended before, or its recording made room for newer ones. Ask something, or regenerate it, and watch.",
  nothingAsked: "Ask something, and watch how the answer arrives.",

  request: "Request",
  requestName: (index: number, count: number) => `${index} of ${number.format(count)}`,
  previousRequest: "Previous request",
  nextRequest: "Next request",
  general: "General",
  requestUrl: "Request URL",
  requestMethod: "Request Method",
  statusCode: "Status Code",
  pending: "pending",
  transport: "Transport",
  protocol: "Protocol",
  bodySize: "Body",
  wireSize: "On the wire",
  wireSizeTold: (transfer: string, body: string) =>
    `${transfer}, body ${body} (told by the browser)`,
  duration: "Duration",
  connection: "Connection",
  connectionOpen: "open",
  closedEnded: "closed by the server",
  closedLeft: "let go by this page",
  closedFailed: "failed",
  responseHeaders: "Response Headers",
  requestHeaders: "Request Headers",
  requestHeadersNote:
    "Those that the page sets. The browser adds its own, and shows them only in its network tab.",
  socketHeadersNote: "A browser does not show the headers of a WebSocket to pages.",
  noHeaders: "No reply yet",
  copyCurl: "Copy as cURL",
  query: "Query String Parameters",
  requestPayload: "Request Payload",
  noPayload: "This request has no payload.",
  copyPayload: "Copy payload",

  events: "Events",
  filter: "Filter events",
  filterHint: "Filter by id, kind or text",
  columnId: "ID",
  columnKind: "Kind",
  columnData: "Data",
  columnSize: "Size",
  columnGap: "Gap",
  gapHint: "Time since the event before",
  noEvents: "No events yet",
  noMatches: "No event matches",
  toNewest: "Newest event",
  save: "Save recording",
  event: "Event",
  eventAt: "Time",
  eventVia: "Came over",
  eventViaRequest: (transport: string, request: number) => `${transport}, request ${request}`,
  data: "Data",
  copyData: "Copy data",
  closeEvent: "Close event",

  gapPlot: "Gaps between tokens",
  gapPlotHint: "Time runs to the right; the longer the bar, the longer the wait (logarithmic).",
  gapPlotLabel: (count: string, median: string, p95: string, longest: string) =>
    `Gaps between ${count} tokens: half below ${median}, 95 % below ${p95}, the longest ${longest}`,
  gapPlotEmpty: "Two tokens are needed for a gap.",
  markReconnection: "reconnected",
  waits: "From question to end",
  waitHead: "Reply begins",
  waitFirstEvent: "First event",
  waitFirstToken: "First token",
  waitEnd: "End",
  waitsUnseen: "This tab did not ask the question, so it did not see the waits at its beginning.",
  here: "Here",
  server: "Server",
  way: "Network",
  gaps: "Gaps",
  p50: "Median",
  p95: "95 %",
  p99: "99 %",
  longest: "Longest",
  tokensPerS: "Tokens/s",
  reconnections: "Reconnections",
  turns: "Transport switches",
  noTurns: "none",
  turnWhy: {
    chosen: "chosen in the settings",
    "held-back": "something on the way held the stream back",
    blocked: "it did not get through",
    hidden: "the page was hidden",
    shown: "the page is shown again",
    crowded: "other windows have all the places for streams",
    lost: "the connection was lost",
  },

  choose: "Follow answers by",
  chooseHint:
    "The page's own setting. It takes effect at once, also for an answer that is growing.",
  auto: "Auto",
  longPolling: "Long polling",
  polling: "Polling",
  asItCame: "This answer, as it came",
  requests: "Requests",
  received: "Received",
  overhead: "Overhead",
  perEvent: "per event",
  perEventOf: (bytes: string) => `${bytes} / event`,
  overheadNote:
    "Overhead is what was received besides the answer's text: ids, kinds, JSON, and the heads of replies, estimated from the headers a page may read. Frame heads of WebSockets are estimated by RFC 6455 (2 to 10 bytes each).",
  compare: "Compare the four",
  stopComparing: "Stop comparing",
  compareHint:
    "Follows this answer by all four transports at once, each over a connection of its own. The page's own stream goes on undisturbed.",
  compareAfterwards:
    "This answer had ended: each transport read it again from the server's log. That tells requests and bytes. Latency can only be measured while an answer grows.",
  addedLatency: "Added latency",
  latencyMedian: (time: string) => `median ${time}`,
  latencyTail: (time: string) => `95 % within ${time}`,
  latencyNote:
    "For every event: how much later it came over this transport than over the one that brought it first. Events from before all four had connected are left out. Measured in this tab, so the work of this page is in it.",
  latencyOver: (count: number) => `Measured over ${number.format(count)} events. `,
  laneFollowing: "following",
  laneEnded: "at the end",
  laneCrowded: "not connected: other windows have all the streams",
  laneFailed: "did not get through",
  noTextRecorded: "No events recorded",

  play: "Play",
  pause: "Pause",
  position: "Position",
  positionText: (at: string, of: string, shown: number, count: number) =>
    `${at} of ${of}, event ${number.format(shown)} of ${number.format(count)}`,
  speed: "Speed",
  replayed: "Replayed answer",
  replayHint: "Plays what this tab recorded, with the gaps it had.",
  replayGrowing: "The answer still grows. Play takes in what has come since.",
} as const;

type Widened<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widened<T[K]> };

/** What every language offers. */
export type InspectorTexts = Widened<typeof en>;
