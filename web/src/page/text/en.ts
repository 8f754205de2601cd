/** The English texts: the catalogue that every other language has to match. */

const number = new Intl.NumberFormat("en");
const time = new Intl.DateTimeFormat("en", { timeStyle: "short" });
const dayAndTime = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export const en = {
  appName: "Yeoul",
  tagline: "Where the words run fast.",
  welcomeTitle: "What would you like to know?",
  suggestions: [
    "Explain how rivers shape valleys",
    "Write a haiku about early morning",
    "Compare SSE and WebSocket in a table",
    "Show a binary search in Python",
  ] as readonly string[],

  message: "Message",
  messagePlaceholder: "Ask anything",
  send: "Send",
  queue: "Queue",
  stop: "Stop",
  stopping: "Stopping…",
  newChat: "New chat",
  regenerate: "Regenerate",
  editMessage: "Edit message",
  editing: "Editing your question. The earlier version is kept.",
  cancel: "Cancel",
  tooSoon:
    "An answer is still growing. Your text stays here: send it when the answer has ended, or stop the answer.",
  showMore: "Show more",
  showLess: "Show less",
  copy: "Copy",
  copied: "Copied",
  imageNotShown: (name: string) =>
    name === "" ? "(image not shown)" : `(image not shown: ${name})`,
  copyCode: "Copy code",
  copyTable: "Copy table",
  wrapLines: "Wrap lines",
  table: "Table",
  code: "Code",
  backToText: (note: number) => `Back to the text, from note ${note}`,
  previousVersion: "Previous version",
  nextVersion: "Next version",
  retry: "Retry",
  model: "Model",
  settings: "Settings",
  streamInspector: "Stream inspector",
  close: "Close",
  dismiss: "Dismiss",
  toEnd: "Scroll to the end",
  openMenu: "Open menu",
  closeMenu: "Close menu",
  skip: "Skip to the conversation",

  conversations: "Conversations",
  conversation: "Conversation",
  searchConversations: "Search conversations",
  noConversations: "No conversations yet",
  nothingFound: "Nothing found",
  loadMore: "Show more",
  pinned: "Pinned",
  temporary: "Temporary chat",
  today: "Today",
  yesterday: "Yesterday",
  lastWeek: "Previous 7 days",
  older: "Older",
  loading: "Loading…",
  loadFailed: "The conversation could not be loaded",

  question: "Your question",
  answer: "Answer",
  thoughts: "Thoughts",
  toolCall: "Tool call",
  thoughtFor: (seconds: string) => `Thought for ${seconds} s`,
  phaseQueued: "Waiting in line",
  phaseQueuedAt: (position: number) => `Waiting, number ${position} in the queue`,
  phaseConnecting: "Connecting to the model…",
  phaseLoading: (seconds: number) =>
    seconds < 1 ? "Loading the model…" : `Loading the model… ${seconds} s`,
  phaseThinking: "Thinking…",
  phaseGenerating: "Writing…",
  phaseCalling: "Writing a tool call…",
  phaseStalled: (seconds: number) => `No word from the model for ${seconds} s. Waiting…`,
  phaseReconnecting: "Connection lost. Reconnecting…",
  firstToken: (seconds: string) => `first token ${seconds} s`,
  tokensPerSecond: (rate: string) => `${rate} tokens/s`,
  aboutTokensPerSecond: (rate: string) => `≈ ${rate} tokens/s`,
  at: (when: Date, today: boolean) => (today ? time : dayAndTime).format(when),
  tokens: (count: number) => `${number.format(count)} ${count === 1 ? "token" : "tokens"}`,

  options: "Options",
  conversationMenu: "Conversation menu",
  offline: "The server cannot be reached",
  isRunning: "Is it running?",
  defaultModel: "Default model",

  accountOf: (name: string) => `Account: ${name}`,
  shortcuts: "Keyboard shortcuts",
};

/** What every language offers. */
export type Texts = typeof en;
