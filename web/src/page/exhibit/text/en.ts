/** What the exhibit says in English: the catalogue that every other language has to match. */

const number = new Intl.NumberFormat("en");

export const en = {
  title: "Thirty lines beside Yeoul",
  hint: "Both run for real: a server of its own for each, started for you on the machine that serves this page. They give the same answer at the same pace, and every fault happens to both. No other stream is touched. The text is shown as it comes, not rendered, so that its characters can be compared.",
  question: "Question to both:",
  starting: "The two servers are starting…",
  gone: "The two servers are not there. They end when nobody has used them for a while.",
  again: "Try again",
  ask: "Ask both",
  kill: "Kill the servers",
  thirtyLines: "Thirty lines",
  fromTheBeginning: "Ask again, from the beginning",
  states: {
    idle: "Not asked yet",
    growing: "The answer grows",
    ended: "The answer is complete",
  },
  dead: "Dead: the connection broke, and the rest is lost",
  characters: "Characters",
  of: (count: number, whole: number) => `${number.format(count)} of ${number.format(whole)}`,
  requests: "Requests",
  lost: "Lost",
  doubled: "Twice",
  anew: "Fetched anew",
  pause: "Longest pause",
  seconds: (ms: number) => `${(ms / 1_000).toFixed(1)} s`,
  survived:
    "The server was started again, found the answer in its log on the disk, and had it go on; the page asked for what came behind its last event.",
  serverCode: "The thirty lines: the server",
  copyCode: "Copy code",
  clientCode: "The thirty lines: the client",
};

/** What every language offers. */
export type ExhibitTexts = typeof en;
