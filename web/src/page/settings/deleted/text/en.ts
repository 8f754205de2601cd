/** What is said in English of deleted conversations: every other language has to match. */

const time = new Intl.DateTimeFormat("en", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });

export const en = {
  title: "Recently deleted",
  hint: "Deleted conversations can be restored for 30 days. After that they are gone for good.",
  none: "Nothing was deleted in the last 30 days",
  deletedAt: (when: Date, today: boolean) =>
    today ? `Deleted at ${time.format(when)}` : `Deleted on ${day.format(when)}`,
  goneIn: (days: number) => (days === 1 ? "gone within a day" : `gone in ${days} days`),
  open: "Open",
  restored: "Restored",
  announceRestored: (title: string) => `“${title}” was restored`,
};

export type DeletedTexts = typeof en;
