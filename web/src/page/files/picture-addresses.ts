/** Where the pictures of questions are shown from: for their owner, or for whoever has a link. */

import { createContext } from "react";
import { SERVED_PATH } from "../addresses.ts";

export const PictureAddress = createContext(
  (id: string): string => `${SERVED_PATH}/api/attachments/${encodeURIComponent(id)}`,
);
