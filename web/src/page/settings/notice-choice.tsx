/**
 * Whether this browser gives notice when a long answer ends in a window out of sight. The browser is
 * asked when it is switched on, and shows such a notice at once, so that it is seen to work.
 */

import { type ReactNode, useState } from "react";
import { useStore } from "../../react/index.ts";
import { type PreferenceValues, usePreferences } from "../preferences.tsx";
import { giveNotice } from "../reading/reading-part.tsx";
import { Choice } from "../shared/choice.tsx";
import { useSettingsTexts } from "./text/texts.ts";

type Notices = PreferenceValues["notices"];

export function NoticeChoice(): ReactNode {
  const texts = useSettingsTexts();
  const preferences = usePreferences();
  const { notices } = useStore(preferences);
  const [refused, setRefused] = useState(false);
  const choose = async (value: Notices): Promise<void> => {
    const given = value === "off" || (await allowed(texts.noticesOn));
    setRefused(!given);
    preferences.choose("notices", given ? value : "off");
  };
  return (
    <>
      <Choice
        legend={texts.notices}
        hint={texts.noticesHint}
        options={[
          ["off", texts.noticesNever],
          ["on", texts.noticesWhenHidden],
        ]}
        value={notices}
        onChoose={(value) => void choose(value)}
      />
      {refused && <p role="alert">{texts.noticesRefused}</p>}
    </>
  );
}

async function allowed(said: string): Promise<boolean> {
  try {
    await Notification.requestPermission();
  } catch {
    return false;
  }
  return giveNotice(said, {});
}
