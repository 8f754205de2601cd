/** What is said beside a text: the names of its buttons and of the links between it and its notes. */

import { createContext, type ReactNode, useContext } from "react";

export interface MarkdownTexts {
  /** Names the button of a code block, and says that it worked. */
  readonly copyCode: string;
  readonly copied: string;
  /** Name what of a text is scrolled by itself: a wide table, a code block in no language. */
  readonly table?: string;
  readonly code?: string;
  /** What else stands in the head of a code block, and in front of a table. */
  readonly codeTools?: ReactNode;
  readonly tableTools?: ReactNode;
  /** Whether images are shown that are written into the text; default: they are. */
  readonly images?: boolean;
  /** Stands where an image is not shown; `name` is what its writer calls it, or empty. */
  readonly imageNotShown: (name: string) => string;
  /** Names the link from a note back to where it is referred to. */
  readonly backToText: (note: number) => string;
}

const ENGLISH: MarkdownTexts = {
  copyCode: "Copy code",
  copied: "Copied",
  table: "Table",
  code: "Code",
  imageNotShown: (name) => (name === "" ? "(image not shown)" : `(image not shown: ${name})`),
  backToText: (note) => `Back to the text, from note ${note}`,
};

/** The texts of the Markdown around; English where nobody said otherwise. */
export const MarkdownTextsContext = createContext(ENGLISH);

export function useMarkdownTexts(): MarkdownTexts {
  return useContext(MarkdownTextsContext);
}
