/** Why an answer is not whole, in English: every other language has to match. */

const number = new Intl.NumberFormat("en");

export const en = {
  stopped: "Stopped",
  interrupted: "The answer was interrupted",
  failed: "The answer failed",
  cutAtLength: "The answer reached its length limit",
  wentInCircles: "The model went round in circles, so the answer was ended here",
  filtered: "The model's service withheld the rest",
  onlyThought: "The model thought, and wrote no answer",
  calls: (count: number) =>
    `The model asks the program it talks with to call ${count === 1 ? "this tool" : "these tools"}. Yeoul itself calls none.`,
  noArguments: "No arguments",
  omitted: (count: number) =>
    count === 1
      ? "The conversation is too long for this model: it was not given the oldest message."
      : `The conversation is too long for this model: it was not given the oldest ${number.format(count)} messages.`,
  continue: "Continue",
  readInstead: "Read its text instead",
};

/** What every language offers. */
export type NoticeTexts = typeof en;
