/** The English texts: the catalogue that every other language has to match. */

const number = new Intl.NumberFormat("en");
const time = new Intl.DateTimeFormat("en", { timeStyle: "short" });
const dayAndTime = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

const deleted = "This conversation was deleted.";

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
  stop: "Stop",
  stopping: "Stopping…",
  newChat: "New chat",
  regenerate: "Regenerate",
  editMessage: "Edit message",
  editing: "Editing your question. The earlier version is kept.",
  cancel: "Cancel",
  tooSoon:
    "An answer is still growing. Your text stays here: send it when the answer has ended, or stop the answer.",
  fileRefused: (name: string) => `“${name}” was not added: only text files of up to 200 KB can be.`,
  showMore: "Show more",
  showLess: "Show less",
  copy: "Copy",
  copied: "Copied",
  imageNotShown: (name: string) =>
    name === "" ? "(image not shown)" : `(image not shown: ${name})`,
  copyCode: "Copy code",
  backToText: (note: number) => `Back to the text, from note ${note}`,
  previousVersion: "Previous version",
  nextVersion: "Next version",
  continue: "Continue",
  retry: "Retry",
  model: "Model",
  settings: "Settings",
  streamInspector: "Stream inspector",
  delete: "Delete",
  rename: "Rename",
  undo: "Undo",
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
  today: "Today",
  yesterday: "Yesterday",
  lastWeek: "Previous 7 days",
  older: "Older",
  title: "Title",
  deleted: (title: string, count: number) =>
    count === 1 ? `“${title}” was deleted` : `${number.format(count)} conversations deleted`,
  loading: "Loading…",
  conversationDeleted: deleted,
  deletedHint: "It can be restored for 30 days after that.",
  notFound: "This conversation does not exist",
  notFoundHint: "Its address may be wrong, or it was deleted more than 30 days ago.",
  restore: "Restore",
  loadFailed: "The conversation could not be loaded",

  question: "Your question",
  answer: "Answer",
  thinking: "Thinking",
  thoughts: "Thoughts",
  thoughtFor: (seconds: string) => `Thought for ${seconds} s`,
  phaseQueued: "Waiting in line",
  phaseQueuedAt: (position: number) => `Waiting, number ${position} in the queue`,
  phaseConnecting: "Connecting to the model…",
  phaseThinking: "Thinking…",
  phaseGenerating: "Writing…",
  phaseStalled: (seconds: number) => `No word from the model for ${seconds} s. Waiting…`,
  phaseReconnecting: "Connection lost. Reconnecting…",
  announceStarted: "The answer has started",
  announceFinished: "The answer is complete",
  announceStopped: "The answer was stopped",
  announceFailed: "The answer failed",
  stopped: "Stopped",
  interrupted: "The answer was interrupted",
  failed: "The answer failed",
  cutAtLength: "The answer reached its length limit",
  omitted: (count: number) =>
    count === 1
      ? "The conversation is too long for this model: it was not given the oldest message."
      : `The conversation is too long for this model: it was not given the oldest ${number.format(count)} messages.`,
  filtered: "The model's service withheld the rest",
  onlyThought: "The model thought, and wrote no answer",
  firstToken: (seconds: string) => `${seconds} s to the server's first token`,
  firstTokenHere: (seconds: string) => `${seconds} s to first token here`,
  tokensPerSecond: (rate: string) => `${rate} tokens/s`,
  aboutTokensPerSecond: (rate: string) => `≈ ${rate} tokens/s`,
  at: (when: Date, today: boolean) => (today ? time : dayAndTime).format(when),
  tokens: (count: number) => `${number.format(count)} ${count === 1 ? "token" : "tokens"}`,

  options: "Options",
  offline: "The server cannot be reached",
  defaultModel: "Default model",
  noModels: "No models",
  providers: {
    embedded: "Built in",
    scripted: "Scripted",
    openai: "Service",
  } as Readonly<Record<string, string>>,

  shortcuts: "Keyboard shortcuts",

  errors: {
    network: "The server cannot be reached. Is it running?",
    timeout: "The server does not reply. Try again in a moment.",
    not_understood:
      "Something other than Yeoul replies. Does this network want you to sign in? If not, reload the page.",
    transport_blocked:
      "The chosen connection does not get through here. Choose another one in the settings.",
    client_failed: "Something went wrong in this page. Reload it.",
    internal: "Something failed inside the server. Try again.",
    forbidden_host: "The server does not allow this address. Open the page at another one.",
    forbidden_origin: "The server does not allow this page's address. Open it at the server's own.",
    answer_in_progress: "An answer is still growing here. Wait for it, or stop it.",
    not_found: "It no longer exists.",
    conversation_deleted: deleted,
    id_taken: "The question was not taken. Send it again.",
    not_continuable: "This answer cannot be continued.",
    payload_too_large: "The message is too long.",
    invalid_request: "The message was not accepted.",
    unknown_model: "This model is no longer available. Choose another one.",
    shutting_down: "The server is restarting. Try again in a moment.",
    too_many_answers: "Too many answers are waiting. Try again in a moment.",
    search_timeout: "The search took too long. Search for fewer or other words.",
    storage_full: "The disk of the server is full.",
    storage_failed: "The server cannot write its data.",
    provider_unauthorized: "The model's service refuses the key. Check the settings of the server.",
    provider_rejected: "The model's service refuses the request.",
    context_too_long: "The question is too long for this model.",
    provider_rate_limited: "The model's service asks to slow down. Try again in a moment.",
    quota_exhausted:
      "The quota of the model's service is used up. Raise it there, or choose another model.",
    provider_unavailable: "The model's service is not available.",
    provider_timeout: "The model stopped answering.",
    provider_broken: "The model's service did not finish the answer.",
    empty_answer: "The model gave no answer. Try again, or choose another one.",
    model_unavailable: "The model cannot be used.",
    interrupted: "The server went away while the answer was growing.",
  },
};

/** What every language offers. */
export type Texts = typeof en;

/** The error codes that have a text of their own; others show what the server says. */
export type ErrorCode = keyof Texts["errors"];
