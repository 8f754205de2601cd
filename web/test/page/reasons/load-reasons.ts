/** Has the page's words for errors at hand, as a page has that stands for a moment. */

import { lateReason } from "../../../src/page/shared/reason.tsx";

export async function loadReasons(): Promise<void> {
  lateReason.begin();
  await import("../../../src/page/reasons/full-reason.tsx");
}
