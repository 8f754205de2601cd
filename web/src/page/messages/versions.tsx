/** `< 2 / 2 >`: which version of a message is shown, where there are several. */

import type { ReactNode } from "react";
import type { BranchMessage } from "../../core/index.ts";
import { mark } from "../landmarks.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { useTexts } from "../text/texts.tsx";

export function Versions({
  entry,
  onSwitch,
}: {
  entry: BranchMessage;
  onSwitch: (id: string) => void;
}): ReactNode {
  const texts = useTexts();
  const { versions, index } = entry;
  if (versions.length < 2) return null;
  const button = (to: number, label: string, icon: "left" | "right"): ReactNode => {
    const id = versions[to];
    return <IconButton {...{ label, icon }} disabled={!id} onClick={() => id && onSwitch(id)} />;
  };
  return (
    <div className="versions" {...mark("versions")}>
      {button(index - 1, texts.previousVersion, "left")}
      <span>{`${index + 1} / ${versions.length}`}</span>
      {button(index + 1, texts.nextVersion, "right")}
    </div>
  );
}
