/** The last step: the thirty lines of the talk beside Yeoul, both run for real. */

import type { ReactNode } from "react";
import { lateExhibit } from "../exhibit/late-exhibit.ts";
import { useLate } from "../shared/late.ts";

export function Talk(): ReactNode {
  const { loaded } = useLate(lateExhibit, true);
  return loaded === null ? null : <loaded.Exhibit />;
}
