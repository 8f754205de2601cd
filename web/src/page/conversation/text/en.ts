/** What comes late of what a conversation says, in English: every other language has to match. */

export const en = {
  conversationDeleted: "This conversation was deleted.",
  deletedHint: "It can be restored for 30 days after that.",
  lost: "There is no page at this address",
  notFound: "This conversation does not exist",
  notFoundHint: "Its address may be wrong, or it was deleted more than 30 days ago.",
  restore: "Restore",
  tokens: "Token strip",
  tokensHint: "Token strip: see how the model chooses each word",
  announceStarted: "The answer has started",
  announceFinished: "The answer is complete",
  announceStopped: "The answer was stopped",
  announceFailed: "The answer failed",
};

/** What every language offers. */
export type ConversationTexts = typeof en;
