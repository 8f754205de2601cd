/** What temperature and top-p would make of the bars: two sliders, which ask nobody. */

import { type ReactNode, useId, useState } from "react";
import type { Conversation } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { PLAIN, type Sampling } from "./distribution.ts";
import { useTokenTexts } from "./text/texts.ts";
import { Unfolding } from "./unfolding.tsx";

export interface ChosenSampling {
  readonly sampling: Sampling;
  /** That of the conversation; where it has none, as the model sees it. */
  readonly usual: Sampling;
  readonly choose: (sampling: Sampling | null) => void;
}

/** @param asSeen the bars begin as the model sees the tokens, however they were drawn */
export function useSampling(conversation: Conversation, asSeen: boolean): ChosenSampling {
  const [chosen, choose] = useState<Sampling | null>(null);
  const { summary } = useStore(conversation);
  const { temperature, top_p: topP } = (asSeen ? null : summary?.parameters) ?? {};
  const usual = { temperature: temperature ?? PLAIN.temperature, topP: topP ?? PLAIN.topP };
  return { sampling: chosen ?? usual, usual, choose };
}

interface SlidersProps {
  sampling: Sampling;
  usual: Sampling;
  unfolded: boolean;
  onChoose: (sampling: Sampling | null) => void;
}

const MAX_TEMPERATURE = 2;

export function SamplingSliders({ sampling, usual, unfolded, onChoose }: SlidersProps): ReactNode {
  const texts = useTokenTexts();
  const changed = sampling.temperature !== usual.temperature || sampling.topP !== usual.topP;
  return (
    <Unfolding title={texts.sampling} unfolded={unfolded}>
      <div className="token-sliders">
        <Slider
          label={texts.temperature}
          value={sampling.temperature}
          max={MAX_TEMPERATURE}
          onChange={(temperature) => onChoose({ ...sampling, temperature })}
        />
        <Slider
          label={texts.topP}
          value={sampling.topP}
          min={0.05}
          max={1}
          onChange={(topP) => onChoose({ ...sampling, topP })}
        />
        <button type="button" className="link" disabled={!changed} onClick={() => onChoose(null)}>
          {texts.reset}
        </button>
      </div>
      <p className="hint">
        {texts.samplingHint} {texts.boundHint}
      </p>
    </Unfolding>
  );
}

interface SliderProps {
  label: string;
  value: number;
  min?: number;
  max: number;
  onChange: (value: number) => void;
}

function Slider({ label, value, min = 0, max, onChange }: SliderProps): ReactNode {
  const id = useId();
  return (
    <span className="token-slider">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={0.05}
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output htmlFor={id}>{value.toFixed(2)}</output>
    </span>
  );
}
