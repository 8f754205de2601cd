/**
 * Markdown as the page shows it. Its parsers are loaded after the first paint; until they are there,
 * a text is shown as it was written.
 */

import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { MarkdownProps } from "../../markdown/index.ts";
import { useStore } from "../../react/index.ts";
import { useTexts } from "../text/texts.tsx";
import { Late, useLate } from "./late.ts";
import { addressOf, leaveOldBuild } from "./late-file.ts";

type Markdown = (props: MarkdownProps) => ReactNode;

/** The parsers, and what shows their trees. */
export const lateMarkdown = new Late<{ readonly Markdown: Markdown }>(async (failures) => {
  if (failures === 0) return import("../../markdown/index.ts");
  await leaveOldBuild("markdown");
  return importAgain(failures);
});

/** What stands beside the blocks of a text. */
const lateTools = new Late(() => import("./block-tools.tsx"));

/** Browsers remember by its address which module could not be loaded (before HTML of July 2026). */
function importAgain(failures: number): Promise<{ readonly Markdown: Markdown }> {
  const address = addressOf("markdown");
  if (address === undefined) return import("../../markdown/index.ts");
  return import(/* @vite-ignore */ `${address}?again=${failures}`);
}

/** Whether images are shown that are written into a text. */
export const ShowsImages = createContext(true);

export function MarkdownText(props: MarkdownProps): ReactNode {
  const { loaded } = useStore(lateMarkdown);
  const said = useTexts();
  const images = useContext(ShowsImages);
  const { loaded: tools } = useLate(lateTools, loaded !== null);
  const texts = useMemo(() => ({ ...said, ...tools?.BLOCK_TOOLS, images }), [said, tools, images]);
  if (loaded === null) return <Written text={props.text} growing={props.growing === true} />;
  return <loaded.Markdown {...props} texts={texts} />;
}

function Written({ text, growing }: { text: string; growing: boolean }): ReactNode {
  return (
    <div className="markdown plain">
      {text}
      {growing && <span className="caret" aria-hidden="true" />}
    </div>
  );
}
