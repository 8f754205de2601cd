/** What the faults say in English: the catalogue that every other language has to match. */

const number = new Intl.NumberFormat("en");
const at = (id: string | null): string => (id === null ? "" : ` at event ${id}`);

export const en = {
  title: "Faults",
  hint: "Break the line of this answer, in this window and nowhere else, and see what Yeoul does about it.",
  lesson: "Why that works, in the lesson",
  reader:
    "The reader is the part of this page that follows the answer. Killed, it is gone for three seconds, then reads the conversation as after a reload, and goes on from there.",
  needsGrowing: "An answer has to grow for that: ask something, and come back.",
  names: {
    cut: "Cut the line",
    silence: "Three seconds of silence",
    buffering: "A proxy that buffers",
    reader: "Kill the reader",
  },
  happened: {
    cut: (id: string | null) => `Cut${at(id)}`,
    silence: (id: string | null) => `Silent for 3 s${at(id)}`,
    buffering: (id: string | null) => `Held back, and passed on in lumps${at(id)}`,
    reader: (id: string | null) => `Reader killed${at(id)}`,
  },
  askedAgain: (after: string | null, seconds: string) =>
    after === null
      ? `asked again after ${seconds} s`
      : `asked again from ${after} after ${seconds} s`,
  fromConversation: (first: string, last: string) =>
    first === last
      ? `${first} came with the conversation`
      : `${first} to ${last} came with the conversation`,
  turnedTo: (name: string) => `went on by ${name}`,
  wentOn: (seconds: string) => `next event after ${seconds} s`,
  overtaken: "the next fault came before anything else did",
  checking: "check pending",
  whole: "nothing lost, nothing twice",
  damaged: (lost: number, doubled: number) =>
    `${number.format(lost)} lost, ${number.format(doubled)} twice`,
  checked: (count: number, requests: number) =>
    `Checked against the events that the server has: ${number.format(count)} came, by ${number.format(requests)} ${requests === 1 ? "request" : "requests"}.`,
};

/** What every language offers. */
export type FaultsTexts = typeof en;
