/**
 * Why something failed. The page's words for it come after the first paint; one that lost its server
 * before that shows the server's own.
 */

import type { ReactNode } from "react";
import type { ReasonProps } from "../reasons/full-reason.tsx";
import { useTexts } from "../text/texts.tsx";
import { Late, useLate } from "./late.ts";

export const lateReason = new Late(() => import("../reasons/full-reason.tsx"));

export function Reason(props: ReasonProps): ReactNode {
  const { offline } = useTexts();
  const { loaded } = useLate(lateReason, true);
  if (loaded !== null) return <loaded.FullReason {...props} />;
  return props.sentence ?? (props.code === "network" ? offline : props.detail);
}
