/** What the strip of tokens says in English: every other language has to match. */

import type { EndReason } from "../../../protocol/index.ts";

const number = new Intl.NumberFormat("en");
const percent = new Intl.NumberFormat("en", {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

export const en = {
  strip: "Tokens of the answer",
  text: "The answer, token by token",
  candidates: "Candidates for the token",
  position: (at: number, count: number) => `Token ${number.format(at)} / ${number.format(count)}`,
  spoken: (at: number, token: string, share: string) =>
    `Token ${number.format(at)}: “${token}”${share && `, ${share}`}`,
  percent: (part: number) => (part > 0 && part < 5e-4 ? "<0.1%" : percent.format(part)),
  bound: { exact: "", least: "at least ", most: "at most " },
  pause: "Pause",
  follow: "Follow",
  previous: "Previous token",
  next: "Next token",
  tint: "Tint",
  tintHint: "The less likely a token was, the stronger its colour and its line",
  legend: "What the tint says of a token's probability",
  sureness: { sure: "sure", likely: "fairly sure", open: "hesitating", unlikely: "unexpected" },
  surenessRange: {
    sure: "from 80%",
    likely: "40 to 80%",
    open: "10 to 40%",
    unlikely: "below 10%",
  },
  help: "What is this?",
  helpText:
    "A model writes one token at a time, a word or a part of one: it gives every token that it knows a probability, and one of them is drawn. The bars are the likeliest candidates for the token that is marked. Choose another one, and a new version of the answer goes on from there.",
  lesson: "Step by step, in the lesson",
  showAnswer: "Show its token strip",
  hideAnswer: "Hide",
  earlier: (count: number) => `Show ${number.format(count)} before`,
  later: (count: number) => `Show ${number.format(count)} more`,
  waiting: "The first token is on its way.",
  loading: "Loading the candidates…",
  failed: "The candidates could not be loaded.",
  retry: "Try again",

  chosenByYou: "chosen by you",
  given: "was chosen by you: this version begins with it, and the model went on from there.",
  end: "⟨end⟩",
  endCounted: (count: number) =>
    `chosen by the model, the last of its ${number.format(count)} tokens`,
  endedBy: {
    stop: "chosen by the model",
    length: "The limit was reached here: the model had not chosen to end.",
    repetition: "Ended here, as the model went round in circles.",
    content_filter: "The service cut the answer here.",
    stopped: "Stopped here.",
  } as Partial<Record<EndReason, string>>,

  chosen: "chosen",
  theEnd: "end of the answer",
  others: "all others",
  boundHint:
    "Of all others only the sum is known, not how it is spread: so what temperature makes of it has a bound, “at least” or “at most”.",
  cut: "Top-p cuts off what is below this line, and shares all out among the rest.",
  unknown:
    "The candidates are not known here: the token is a part of a character, or the service does not tell.",
  goOn: (token: string) => `Go on with “${token}”`,
  goOnHint: "Choose a candidate, and the answer goes on with it.",
  partOnly: "This is a part of a character, shown by its bytes: no text can begin with it.",
  endOnly: "With this the answer would have ended: nothing goes on behind it.",
  goOnLater: "Once the answer has ended, you can choose another candidate here.",
  cannotGoOn: (model: string) => `${model} cannot go on behind a given text.`,
  modelGone: "The model of this answer is not here any more, so nothing can go on from it.",

  without: "This answer was made without candidates.",
  askAgain: "Ask again with candidates",
  modelCannot: (model: string) => `${model} does not tell its candidates.`,
  refused: "The service gives no candidates for this model, so the answer came without them.",

  sampling: "Temperature and top-p",
  temperature: "Temperature",
  topP: "Top-p",
  samplingHint: "They change nothing that was generated, only what the bars show.",
  reset: "Reset",

  prompt: "The question as tokens",
  promptHint: (count: number) =>
    `${number.format(count)} tokens, each with its number in the model's vocabulary.`,
  whole: (count: number) => `Show the whole prompt (${number.format(count)} tokens)`,
  questionOnly: "Show the question only",
  special: "special token",
  bytes: "bytes that are no whole character",
  promptUnknown: "What runs this model does not tell the prompt, nor its tokens.",
  promptFailed: "The prompt could not be loaded.",
};

export type TokenTexts = typeof en;
