/** What is said of reading aloud and of notices, in English. */

export const en = {
  readAloud: "Read aloud",
  stopReading: "Stop reading",
  answerEnded: "The answer is complete",
  answerFailed: "The answer failed",
};

export type ReadingTexts = typeof en;
