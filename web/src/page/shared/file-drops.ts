/** Files that are dragged over the page. */

import { useEffect } from "react";

/** Keeps the browser from opening a file that is dropped, which would leave the page. */
export function useFilesStayOut(): void {
  useEffect(() => {
    const stay = (event: DragEvent): void => {
      if (carriesFiles(event)) event.preventDefault();
    };
    for (const type of ["dragover", "drop"] as const) window.addEventListener(type, stay);
    return () => {
      for (const type of ["dragover", "drop"] as const) window.removeEventListener(type, stay);
    };
  }, []);
}

export function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}
