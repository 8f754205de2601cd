/** What plays something again: a button, the position, and the time that has passed. */

import type { ReactNode } from "react";
import { Icon } from "../shared/icons.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useInspectorTexts } from "./text/texts.ts";

interface PlayerProps {
  playing: boolean;
  /** What the button does while nothing is played. */
  play: string;
  /** The button has its words, and not a drawing alone. */
  worded?: boolean;
  onToggle: () => void;
  /** In milliseconds. */
  position: number;
  duration: number;
  onSeek: (position: number) => void;
  /** The time, as it stands beside the position, and as it is read out. */
  told: string;
  spoken: string;
  children?: ReactNode;
}

export function Player(props: PlayerProps): ReactNode {
  const { playing, position, duration, onSeek, onToggle, told, spoken, children } = props;
  const { worded = false } = props;
  const texts = useInspectorTexts();
  const label = playing ? texts.pause : props.play;
  return (
    <div className="player">
      <button
        type="button"
        className={worded ? "player-worded" : "round"}
        aria-label={label}
        title={label}
        onClick={onToggle}
      >
        <Icon name={playing ? DRAWINGS.pause : DRAWINGS.play} />
        {worded && label}
      </button>
      <input
        type="range"
        className="position"
        aria-label={texts.position}
        min={0}
        max={duration}
        step={1}
        value={position}
        aria-valuetext={spoken}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
      <span className="number">{told}</span>
      {children}
    </div>
  );
}
