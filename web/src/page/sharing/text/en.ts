/** What links to conversations say in English: every other language has to match. */

const number = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const dayAndTime = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

const messages = (count: number) =>
  count === 1 ? "1 message" : `${number.format(count)} messages`;

export const en = {
  share: "Share",
  what: (count: number) =>
    `Everybody who has the link can read this branch of the conversation as it is now (${messages(count)}), without logging in. What is written later is not added.`,
  withThinking: "Include what the model thought",
  withInstructions: "Include the instructions",
  life: "The link works for",
  days: (count: number) =>
    count === 365 ? "1 year" : count === 1 ? "1 day" : `${number.format(count)} days`,
  make: "Create the link",
  growing: "The last answer is still growing. Share the conversation when it has ended.",
  empty: "There is nothing in this conversation yet.",
  link: "Link to this conversation",
  linkHint: (until: Date) =>
    `It is shown only now: copy it. It works until ${dayAndTime.format(until)}, unless you revoke it or delete the conversation.`,
  onlyHere:
    "This page was opened at an address of this machine, and so is the link: others cannot open it. Open the page at the address that they use, and create the link there.",
  copyLink: "Copy the link",
  send: "Send…",
  links: "Links to this conversation",

  sharedLinks: "Shared links",
  sharedLinksHint:
    "Everybody who has one of these links can read what it shows, without logging in. A link is shown once, when it is created; if it is lost, create another one.",
  none: "Nothing is shared.",
  made: (at: Date) => `made ${dayAndTime.format(at)}`,
  until: (at: Date) => `Until ${day.format(at)}`,
  messages,
  thinking: "with thinking",
  instructions: "with instructions",
  revoke: "Revoke",
  revokeNamed: (what: string) => `Revoke: ${what}`,
  sure: "Really revoke?",
  revoked: "The link is revoked.",

  shared: (at: Date, count: number) => `Shared on ${day.format(at)} · ${messages(count)}`,
  question: "Question",
  instructionsTitle: "Instructions",
  copyMarkdown: "Copy as Markdown",
  foot: (until: Date) =>
    `A copy of a conversation with a language model, which is sometimes wrong. The link works until ${day.format(until)}.`,
  gone: "This link leads nowhere",
  goneHint:
    "It has expired, or was revoked, or a part of its address is missing. The person you have it from can send you another one.",
  later: "Too many links were opened from here",
  laterHint: "Wait a moment, then try again.",
};

/** What every language offers. */
export type SharingTexts = typeof en;
