/** A call of a tool that the model asks for, folded; its arguments grow there as they come. Loaded late. */

import { type ReactNode, useMemo } from "react";
import { readableArguments, type ToolCallPart } from "../../core/index.ts";
import { Fold } from "../shared/fold.tsx";
import { useTexts } from "../text/texts.tsx";
import { useNoticeTexts } from "./text/texts.ts";

interface ToolCallProps {
  call: ToolCallPart;
  /** More of its arguments may come. */
  growing: boolean;
}

export function ToolCall({ call, growing }: ToolCallProps): ReactNode {
  const { toolCall } = useTexts();
  const { noArguments } = useNoticeTexts();
  const given = call.arguments;
  // Looked at as JSON once, when it is whole.
  const shown = useMemo(() => (growing ? given : readableArguments(given)), [given, growing]);
  const name = (
    <>
      <span>
        {toolCall} <bdi className="call-name">{inOneLine(call.name.slice(0, NAME_LENGTH))}</bdi>
      </span>
      {/* Of no use to who hears it: it is a part of what is folded. */}
      <span className={growing ? "call-hint growing" : "call-hint"} dir="ltr" aria-hidden="true">
        <span>{growing ? endOf(shown) : beginningOf(shown)}</span>
      </span>
    </>
  );
  return (
    <Fold summary={name} className="call" dir="ltr">
      {shown !== "" || growing ? <pre>{shown}</pre> : noArguments}
    </Fold>
  );
}

/** No name of a tool is longer; a model may write anything. */
const NAME_LENGTH = 200;
/** More than a line shows. */
const HINT_LENGTH = 160;

function beginningOf(text: string): string {
  return inOneLine(text.slice(0, HINT_LENGTH));
}

function endOf(text: string): string {
  return inOneLine(text.slice(-HINT_LENGTH));
}

/** The half of a character at either end is left out. */
function inOneLine(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "").replace(/\s+/g, " ");
}
