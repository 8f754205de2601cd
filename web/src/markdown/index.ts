/** Markdown that may still be growing, as React elements. */

export { Markdown, type MarkdownProps } from "./markdown.tsx";
export type { MarkdownTexts } from "./texts.ts";
