/** Which files become text, and how: told by what they are called, and for texts by their bytes. */

export type FileKind = "picture" | "pdf" | "docx" | "hwpx" | "text" | "office" | "other";

const BY_ENDING: Readonly<Record<string, FileKind>> = {
  ...{ png: "picture", jpg: "picture", jpeg: "picture", webp: "picture", gif: "picture" },
  ...{ heic: "picture", heif: "picture", avif: "picture", bmp: "picture" },
  ...{ pdf: "pdf", docx: "docx", hwpx: "hwpx" },
  ...{ hwp: "office", doc: "office", xls: "office", xlsx: "office", ppt: "office" },
  ...{ pptx: "office", odt: "office", pages: "office", zip: "other" },
};

/** What a file dialog offers first. Everything else can be chosen all the same: most of it is text. */
export const ACCEPTED = "image/*,.pdf,.docx,.hwpx,.txt,.md,.csv,text/*,*/*";

export function kindOf({ name, type }: { name: string; type: string }): FileKind {
  const kind = BY_ENDING[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ""];
  if (kind !== undefined) return kind;
  if (type.startsWith("image/") && type !== "image/svg+xml") return "picture";
  return type === "application/pdf" ? "pdf" : "text";
}

/** Whether a picture is of the kind that few browsers decode. */
export function isHeic({ name, type }: { name: string; type: string }): boolean {
  return /\.hei[cf]$/i.test(name) || /^image\/hei[cf]/.test(type);
}
