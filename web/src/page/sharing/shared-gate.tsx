/** Stands in the place of the page where a link to a conversation was opened; what it shows comes late. */

import type { ReactNode } from "react";
import { Unreached } from "../account/gate.tsx";
import { Late, useLate } from "../shared/late.ts";

const lateSharing = new Late(() => import("./all-sharing.ts"));

/** `data`: what the server has put into the page, as JSON. */
export function SharedGate({ data }: { data: string }): ReactNode {
  const { loaded, failed } = useLate(lateSharing, true);
  if (loaded !== null) return <loaded.SharedPage data={data} />;
  return failed && <Unreached onRetry={lateSharing.begin} />;
}
