/** Where the button stands that reads an answer aloud. It comes after the first paint. */

import type { ReactNode } from "react";
import { Late, useLate } from "../shared/late.ts";
import type { ReadAloudButton } from "./reading-part.tsx";

const lateReading = new Late(() => import("./reading-part.tsx"));

/** A browser without voices has no button. */
export function ReadAloud(props: Parameters<typeof ReadAloudButton>[0]): ReactNode {
  const { loaded } = useLate(lateReading, "speechSynthesis" in window);
  return loaded && <loaded.ReadAloudButton {...props} />;
}
