/** The exhibit above the page. */

import type { ReactNode } from "react";
import { Dialog } from "../shared/dialog.tsx";
import { Exhibit } from "./exhibit.tsx";
import { useExhibitTexts } from "./text/texts.ts";

export { Exhibit } from "./exhibit.tsx";

export function ExhibitDialog({ onClose }: { onClose: () => void }): ReactNode {
  const texts = useExhibitTexts();
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <Exhibit />
    </Dialog>
  );
}
