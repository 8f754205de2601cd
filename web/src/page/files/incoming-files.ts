/** Files that are dropped on the page, or pasted: what of it is for the message box. */

import { useEffect, useEffectEvent } from "react";
import { carriesFiles } from "../shared/file-drops.ts";

/** Calls `onFiles` with what is dropped anywhere on the page. */
export function useDroppedFiles(onFiles: (files: readonly File[]) => void): void {
  const onDrop = useEffectEvent((event: DragEvent): void => {
    if (carriesFiles(event)) onFiles([...(event.dataTransfer?.files ?? [])]);
  });
  useEffect(() => {
    window.addEventListener("drop", onDrop);
    return () => window.removeEventListener("drop", onDrop);
  }, []);
}

/** The files of a paste; none where it has a text, too, as from a spreadsheet. */
export function pastedFiles(data: DataTransfer): readonly File[] {
  return data.types.includes("text/plain") ? [] : [...data.files];
}
