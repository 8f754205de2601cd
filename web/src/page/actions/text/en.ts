/** What the menu of a conversation says in English: every other language has to match. */

const number = new Intl.NumberFormat("en");

export const en = {
  pin: "Pin",
  unpin: "Unpin",
  share: "Share…",
  shareLink: "Share",
  shareFile: "Send as a file…",
  exportMarkdown: "Export as Markdown",
  exportJson: "Export as JSON",
  select: "Select several",
  deleteForever: "Delete for ever…",

  foreverTitle: "Delete for ever",
  foreverQuestion: (title: string) =>
    `“${title}” is erased at once, with all its questions and answers. It cannot be restored.`,
  foreverSure: "Delete for ever",

  selected: (count: number) => `${number.format(count)} selected`,
  selectAll: "Select all",
  done: "Done",

  deleted: (title: string, count: number) =>
    count === 1 ? `“${title}” was deleted` : `${number.format(count)} conversations deleted`,
  undo: "Undo",
  restoring: (left: number) =>
    left === 1 ? "Restoring…" : `Restoring ${number.format(left)} conversations…`,

  delete: "Delete",
  rename: "Rename",
  title: "Title",
};

/** What every language offers. */
export type ActionTexts = typeof en;
