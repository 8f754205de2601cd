/** What is said of questions that wait, in English. */

export const en = {
  queued: "Queued",
  queuedQuestions: "Queued questions",
  notSent: "Not sent",
  held: {
    stopped: "Not sent: the answer was stopped",
    failed: "Not sent: the answer failed",
    refused: "Not sent: it was refused",
    edited: "Being edited",
  },
  count: (count: number) =>
    count === 1 ? "1 question is queued" : `${count} questions are queued`,
  edit: "Edit queued question",
  save: "Save",
  cancel: "Cancel",
  takeBack: "Take back",
  sendNow: "Send now",
};

export type QueueTexts = typeof en;
