/** Why something failed: in the words of the page, and below them in those of its server. */

import type { ReactNode } from "react";
import { useMe } from "../person/use-me.ts";
import { errorText, useReasonTexts } from "./text/texts.ts";
import { Words } from "./words.tsx";

export interface ReasonProps {
  code: string;
  /** What the server says, or a service through it; never read as anything but text. */
  detail: string;
  /** What to say of it at this place; default: what the page says of the code everywhere. */
  sentence?: string | undefined;
}

export function FullReason({ code, detail, ...own }: ReasonProps): ReactNode {
  const texts = useReasonTexts();
  const { role } = useMe();
  const sentence = own.sentence ?? errorText(texts, code, detail, role === "admin");
  // Of a network that is away only the browser tells something, and nothing more than that.
  const more = code === "network" || detail.trim() === sentence ? "" : detail.trim();
  return (
    <span className="reason">
      <span>{sentence}</span>
      {more !== "" && <Words text={more} />}
    </span>
  );
}
