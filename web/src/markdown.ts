/**
 * `yeoul-client/markdown`: Markdown as React elements, also while it is being written.
 *
 * Its styles are `yeoul-client/markdown.css`.
 *
 * @module
 */

export { Markdown, type MarkdownProps, type MarkdownTexts } from "./markdown/index.ts";
