/** Three waves and a bead that runs ahead of them. */

import type { ReactNode } from "react";
import source from "./logo.svg";

export function Logo(): ReactNode {
  return <img className="logo" src={source} alt="" width="28" height="28" />;
}
