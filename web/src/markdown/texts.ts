/** What is said beside a text: the names of its buttons and of the links between it and its notes. */

import { createContext, useContext } from "react";

export interface MarkdownTexts {
  /** Names the button of a code block, and says that it worked. */
  readonly copyCode: string;
  readonly copied: string;
  /** Stands where an image is not shown; `name` is what its writer calls it, or empty. */
  readonly imageNotShown: (name: string) => string;
  /** Names the link from a note back to where it is referred to. */
  readonly backToText: (note: number) => string;
}

const ENGLISH: MarkdownTexts = {
  copyCode: "Copy code",
  copied: "Copied",
  imageNotShown: (name) => (name === "" ? "(image not shown)" : `(image not shown: ${name})`),
  backToText: (note) => `Back to the text, from note ${note}`,
};

/** The texts of the Markdown around; English where nobody said otherwise. */
export const MarkdownTextsContext = createContext(ENGLISH);

export function useMarkdownTexts(): MarkdownTexts {
  return useContext(MarkdownTextsContext);
}
