/** What breaks: the line of the answer that is looked at, and two servers beside this one. */

import { type ReactNode, useState } from "react";
import type { AnswerState } from "../../core/index.ts";
import { lateExhibit } from "../exhibit/late-exhibit.ts";
import { FaultsView } from "../faults/faults-view.tsx";
import { useLine } from "../faults/line.ts";
import { lateDialog } from "../shared/late-dialog.tsx";
import { FIGURES_EVERY_MS, Recorded } from "./recorded.tsx";
import { Section } from "./section.tsx";
import { useInspectorTexts } from "./text/texts.ts";

const ExhibitDialog = lateDialog(lateExhibit, (loaded) => loaded.ExhibitDialog);

interface FaultsTabProps {
  answerId: string;
  known: () => AnswerState | null;
  onKill: (() => void) | null;
}

export function FaultsTab({ answerId, known, onKill }: FaultsTabProps): ReactNode {
  const texts = useInspectorTexts();
  const [shown, setShown] = useState(false);
  const line = useLine();
  return (
    <>
      <Section title={texts.faults}>
        <Recorded answerId={answerId} everyMs={FIGURES_EVERY_MS}>
          {(recording) => <FaultsView recording={recording} known={known} onKill={onKill} />}
        </Recorded>
      </Section>
      {line !== null && (
        <Section title={texts.exhibit}>
          <p className="hint">{texts.exhibitHint}</p>
          <button type="button" onClick={() => setShown(true)}>
            {texts.openExhibit}
          </button>
        </Section>
      )}
      {shown && <ExhibitDialog onClose={() => setShown(false)} />}
    </>
  );
}
