/** What is said of models, and of the ways to more of them, in English: every other language has to match. */

import type { DownloadFault } from "../../../core/models/index.ts";
import type { Model } from "../../../protocol/index.ts";
import { fileSize } from "../../text/file-size.ts";
import { duration, languageNames, tokenCount } from "./figures.ts";

const size = fileSize("en");
const number = new Intl.NumberFormat("en");
const names = languageNames("en");
const tokens = tokenCount("en");

export const en = {
  searchModels: "Search models",
  connectModel: "Connect a model",
  downloadModel: "Download a model",
  facts: ({ size_bytes, context_length, thinks, images, languages }: Model) =>
    [
      languages && names(languages, 3),
      size_bytes && size(size_bytes),
      context_length && `${tokens(context_length)} context`,
      thinks && "thinks first",
      images && "sees images",
    ]
      .filter(Boolean)
      .join(" · "),

  /** In place of what its provider writes of a model, by id. */
  notes: {} as Readonly<Record<string, string>>,
  temporaryHint: "It is kept in no list and no file, and is gone when you leave it.",
  onlySpeaks: (title: string, languages: readonly string[], small: boolean) =>
    `${title}${small ? " is a small model that" : ""} speaks ${names(languages, 3)} only, and would answer you in nonsense.`,
  addSpeaking: "Choose or add a model that speaks your language:",
  askForSpeaking:
    "Choose a model that speaks your language. If there is none, an admin of this server can add one.",
  askAdmin: "An admin of this server can add one.",
  smallModel: (title: string) => `${title} is a small model: quick and private, but often wrong.`,
  addBetter: "For better answers:",
  askForBetter: "An admin of this server can add a model that answers better.",
  askIn: (language: string) => `Questions that it can answer, in ${names([language], 1)}:`,
  easySuggestions: [
    "Why is the sky blue?",
    "Write a haiku about a river",
    "Give me three tips for sleeping well",
    "Tell me a story about a brave fox",
  ] as readonly string[],
  answersInstead: (missing: string, title: string) =>
    `${missing} cannot be asked at present: ${title} answers instead.`,
  mayNotUnderstand: (title: string, languages: readonly string[]) =>
    `${title} speaks ${names(languages, 3)} only, and may not understand this.`,

  thinkFirst: "Think first",
  connected: "Connected services",
  fromSettings: "From the server's settings, which no page can change",
  reachable: (models: string) => `Connected · ${models}`,
  notReplied: "Has not replied yet",
  awayServices: "Services that do not answer",
  tryAgain: "Try again",
  trying: "Trying…",
  key: (hint: string) => `key ${hint}`,
  noKey: "no key",
  newKey: "New key",
  remove: "Remove",
  removeSure: "Really remove?",
  name: "Name",
  save: "Save",
  unusable: "Cannot be used at present",
  advanced: "Advanced",
  api: "How it is asked",
  apis: {
    chat: "By Chat Completions, which every service has",
    responses: "By Responses, in the background (OpenAI)",
  },
  apiHint:
    "In the background an answer goes on at the service when the connection or this server breaks off, and is not paid for twice. The service keeps it until it has ended.",
  continuesText: "Continues answers",
  continuesHint:
    "How the service is told to go on with an answer that was cut off. Ask it only for what its server can: others begin anew.",

  tryContinue: "Try it",
  tryYes: "It goes on: an answer that breaks off can be continued.",
  tryNo: "It does not go on in this way: choose another one, or “Not”.",
  locked: "Services cannot be changed here",
  needsKey: "wants a key",
  unencrypted:
    "The key and everything that is asked travel to this address unencrypted. Use one with https if it has one.",
  continueWays: {
    no: "Not",
    vllm: "As vLLM does",
    "llama.cpp": "As llama.cpp does",
    deepseek: "As DeepSeek does (beta address)",
    mistral: "As Mistral does",
  },
  addService: "Add a service",
  ownService: "Other",
  address: "Address",
  addressHint: "Of an OpenAI-compatible service; it often ends in /v1.",
  addressMissing: "An address is missing.",
  apiKey: "API key",
  keyHint: "Stays on the server, in a file that only it can read. No page shows it again.",
  keyless: "Leave it empty for a service without keys.",
  whereKeys: (name: string) => `Get a key from ${name}`,
  showKey: "Show the key",
  hideKey: "Hide the key",
  findNearby: "Find on this machine",
  finding: "Looking…",
  foundNone: "Nothing answers on the usual ports of Ollama, LM Studio, vLLM, llama.cpp and Jan.",
  test: "Test",
  testing: "Testing…",
  connect: "Connect",
  connecting: "Connecting…",
  testedModels: (count: number) =>
    count === 1 ? "It works: 1 model." : `It works: ${number.format(count)} models.`,
  testedNone: "It replies, but offers no models.",
  isConnected: (name: string) => `${name} is connected.`,
  isKept: (name: string) => `${name} is kept, but cannot be used yet.`,
  modelName: "Name of a model",
  modelNameHint: "As the service calls it, for a service that has no list of its models.",
  noModelsYet: "It offers no model yet. Those that come will be in the menu.",
  answersNow: "Answers from now on",
  done: "Done",

  downloadable: "Models that run inside the server",
  downloadHint:
    "They run on the server's own machine: nothing that you write leaves it. What is fetched is checked before it is used.",
  /** `said` is the server's own sentence, with its `folder` in it. */
  offlineWay: (_folder: string, said: string) => said,
  runsNone: "This server runs no models itself. Connect a service instead.",
  needs: (bytes: number) => `needs ${size(bytes)} of memory`,
  fits: "fits this machine",
  fitsNot: "too large for this machine",
  fitsUnknown: "its memory is unknown",
  thinks: "thinks first",
  languages: (codes: readonly string[]) => names(codes, 4),
  size,
  download: "Download",
  downloadNamed: (name: string) => `Download ${name}`,
  pause: "Pause",
  resume: "Go on",
  cancel: "Cancel",
  retry: "Retry",
  useNow: "Use it now",
  progress: (bytes: number, total: number | null) =>
    total === null ? size(bytes) : `${size(bytes)} of ${size(total)}`,
  rate: (bytes: number) => `${size(bytes)}/s`,
  timeLeft: (seconds: number) => `${duration("en")(seconds)} left`,
  paused: "Paused",
  failed: "Failed",
  interrupted: "Interrupted.",
  /** Behind what interrupts one that goes on by itself. */
  triedAgain: "It is tried again by itself.",
  faults: {
    hub_unreachable: "The place that it comes from cannot be reached.",
    hub_silent: "Nothing comes at the moment.",
    hub_busy: "The place that it comes from is busy.",
    connection_cut: "The connection was cut.",
    fetched_elsewhere: "Another Yeoul on the server's machine is fetching it. This one waits.",
    disk_full: "The server's disk is full. It goes on by itself when there is room.",
    hub_refused: "Failed: the place that it comes from does not give it.",
    file_missing: "Failed: there is no such file at its address.",
    web_page:
      "Failed: a web page came instead of the file. Check the address, and whether the server's network wants a sign-in.",
    wrong_file: "Failed: what came is not the right file, and is not used.",
    file_exists: "Failed: there is another file of this name. Delete that one first.",
    folder_failed: "Failed: the server cannot keep the file.",
    internal: "Failed",
  } satisfies Record<DownloadFault, string>,
  fileUnusable:
    "This file cannot be used. Unless it is still being copied, delete it, and fetch it again or another one.",
  checking: "Checking…",
  waiting: "waiting…",
  ownFile: "A file of your own choice",
  ownHint: "Any GGUF file. Its SHA-256, which its page tells, proves that the right one came.",
  fileAddress: "Address of the file",
  fileAddressWrong: "It begins with https:// and ends with the name of a .gguf file.",
  sha256: "SHA-256",
  sha256Wrong: "These are no 64 hexadecimal digits.",
  newKeyHint: "Leave it empty to keep the key that is there.",
  movedKeyHint: "The key that is there goes to no other place: give that of the new one.",
  needsNoKey: "It needs no key",
  saveAnyway: "Save anyway",
  changeNamed: (name: string) => `Change ${name}`,
  modelCount: (count: number) => `${number.format(count)} ${count === 1 ? "model" : "models"}`,
  connectAnyway: "Connect anyway",
  offline: "This server cannot reach the place that models come from",
  deleteFile: "Delete",
  deleteSure: "Really delete?",
  errors: {
    provider_unauthorized: "The service refuses this key.",
    provider_unavailable: "Nothing that can be used answers at this address.",
    provider_timeout: "The service does not reply.",
    provider_rejected: "The service refuses to list its models.",
    provider_broken: "What replies at this address gives no list of models.",
    invalid_request: "The server does not take this.",
    not_found: "This service is no longer connected.",
  },
  /** Under the name of a service, which is no use at present. */
  silent: "Does not answer",

  noModels: "No models",
  providers: {
    embedded: "Built in",
    scripted: "Scripted",
    openai: "Service",
  } as Readonly<Record<string, string>>,
};

/** What every language offers. */
export type ModelTexts = typeof en;
