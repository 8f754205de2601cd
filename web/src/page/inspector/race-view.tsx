/**
 * The race of the transports: tokens run from the server to the browser, requests the other way. Live
 * while the answer is compared, and played again afterwards. Where less motion is wished, nothing runs.
 */

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { TransportName } from "../../transports/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import type { Comparison } from "./comparison.ts";
import { formatPosition } from "./format.ts";
import { Player } from "./player.tsx";
import { type LaneView, Race } from "./race.ts";
import { useInspectorTexts } from "./text/texts.ts";
import { useSize } from "./use-size.ts";

/** What has come is looked at so often while it comes; between that, dots run on. */
const LOOK_EVERY_MS = 50;
const STILL_EVERY_MS = 500;
const LANE_PX = 34;
const DOT_PX = 6;
/** Of those that wait, so many are drawn. */
const MOST_WAITING = 40;

export function RaceView({ comparison }: { comparison: Comparison }): ReactNode {
  const texts = useInspectorTexts();
  const { race, now, playing, seek, toggle } = useRace(comparison);
  const view = useRef<HTMLElement>(null);
  const { span } = race;
  const begun = span !== null;
  // It has just been asked for: on a small screen it is far below the button.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each race that begins is looked at
  useEffect(() => {
    if (begun) view.current?.scrollIntoView({ block: "nearest" });
  }, [begun, race]);
  if (span === null) return null;
  const at = now - span.beginAt;
  const duration = Math.ceil(span.endAt - span.beginAt);
  const views = race.at(now);
  return (
    <section ref={view} className="race" aria-label={texts.race}>
      <div className="race-ends" aria-hidden="true">
        <span>{texts.browser}</span>
        <span>{texts.server}</span>
      </div>
      {race.lanes.map(({ name }, index) => {
        const lane = views[index];
        if (lane === undefined) return null;
        return <Lane key={name} name={name} view={lane} running={comparison.running} />;
      })}
      {!comparison.running && (
        <Player
          playing={playing}
          play={texts.raceAgain}
          worded
          onToggle={toggle}
          position={Math.min(at, duration)}
          duration={duration}
          onSeek={(position) => seek(span.beginAt + position)}
          told={formatPosition(at)}
          spoken={formatPosition(at)}
        />
      )}
      <p className="hint">{texts.raceHint}</p>
    </section>
  );
}

interface LaneProps {
  name: TransportName;
  view: LaneView;
  running: boolean;
}

function Lane({ name, view, running }: LaneProps): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const { ref, width } = useSize<HTMLDivElement>();
  const { came, waiting, tokens, requests, requestCount, open } = view;
  // Beside the server there is room for those that wait.
  const track = Math.max(width - PILE_PX, 40);
  const middle = LANE_PX / 2;
  return (
    <div className="race-lane">
      <p>
        <b>{names[name]}</b>
        <span className="number">
          {texts.raceLane(came, waiting)}
          {/* While it runs the table below counts them, and less often. */}
          {!running && `, ${texts.summaryRequests(requestCount)}`}
        </span>
      </p>
      <div ref={ref}>
        <svg width={track + PILE_PX} height={LANE_PX} aria-hidden="true">
          <path className={open ? "race-track open" : "race-track"} d={`M0 ${middle}h${track}`} />
          <path className="race-end" d={`M1 4v${LANE_PX - 8}M${track} 4v${LANE_PX - 8}`} />
          <path
            className="race-request"
            d={requests.map((share) => arrow(share * track)).join("")}
          />
          <path
            className="race-token"
            d={
              tokens
                .map(({ share, rank }) => dot((1 - share) * track - 7 * Math.floor(rank / 4), rank))
                .join("") + pile(track, waiting)
            }
          />
        </svg>
      </div>
    </div>
  );
}

const PILE_PX = 84;

/** A line without length, which its round ends make a dot. */
function dot(x: number, rank: number): string {
  return `M${Math.max(x, 3).toFixed(1)} ${(LANE_PX / 2 + offsetOf(rank)).toFixed(1)}h0`;
}

/** Those that come together run beside each other, four abreast. */
function offsetOf(rank: number): number {
  return ([-3.5, 3.5, -10.5, 10.5] as const)[(rank % 4) as 0 | 1 | 2 | 3];
}

function pile(track: number, waiting: number): string {
  return Array.from({ length: Math.min(waiting, MOST_WAITING) }, (_, index) =>
    dot(track + DOT_PX + 2 + 7 * Math.floor(index / 4), index),
  ).join("");
}

function arrow(x: number): string {
  return `M${x.toFixed(1)} ${LANE_PX / 2 - 5}l8 5l-8 5z`;
}

/** The race, and the moment of it that is shown. */
function useRace(comparison: Comparison): {
  race: Race;
  now: number;
  playing: boolean;
  seek: (at: number) => void;
  toggle: () => void;
} {
  const race = useMemo(() => new Race(comparison.lanes), [comparison]);
  const [now, setNow] = useState(() => performance.now());
  const [playing, setPlaying] = useState(false);
  const { running } = comparison;
  useEffect(() => {
    if (!running) {
      race.update();
      if (race.span !== null) setNow(race.span.endAt);
      return undefined;
    }
    // The one before may have been played meanwhile.
    setPlaying(false);
    let lookedAt = Number.NEGATIVE_INFINITY;
    return eachFrame(() => {
      const at = performance.now();
      if (at - lookedAt >= LOOK_EVERY_MS) {
        lookedAt = at;
        race.update();
      }
      setNow(at);
      return true;
    });
  }, [race, running]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` is where it begins
  useEffect(() => {
    const { span } = race;
    if (!playing || span === null) return undefined;
    const { beginAt, endAt } = span;
    const from = now >= endAt ? beginAt : now;
    const startedAt = performance.now();
    return eachFrame(() => {
      const at = Math.min(from + performance.now() - startedAt, endAt);
      setNow(at);
      if (at >= endAt) setPlaying(false);
      return at < endAt;
    });
  }, [playing, race]);
  return {
    ...{ race, now, playing },
    seek: (at) => {
      setPlaying(false);
      setNow(at);
    },
    toggle: () => setPlaying(!playing),
  };
}

/** Calls `run` before each paint until it returns false; seldom where less motion is wished. */
function eachFrame(run: () => boolean): () => void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const timer = setInterval(() => {
      if (!run()) clearInterval(timer);
    }, STILL_EVERY_MS);
    return () => clearInterval(timer);
  }
  let frame = requestAnimationFrame(function again() {
    if (run()) frame = requestAnimationFrame(again);
  });
  return () => cancelAnimationFrame(frame);
}
