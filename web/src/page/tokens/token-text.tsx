/**
 * The text of an answer, token by token: each can be chosen, and is tinted by how sure the model was of
 * it. It is the text as it was written, so that every token has its place; the answer above it shows
 * what that means.
 */

import {
  type MouseEvent,
  memo,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { AnswerState } from "../../core/index.ts";
import { SURENESS, surenessOf } from "./distribution.ts";
import { shownWithin } from "./shown-text.ts";
import { useTokenTexts } from "./text/texts.ts";
import { endOf, type Tokens } from "./token-list.ts";
import type { Place } from "./use-place.ts";

/** Tokens that are shown before the one that is looked at while the answer grows, and behind it. */
const BEFORE = 30;
const BEHIND = 4;

interface TextProps {
  tokens: Tokens;
  place: Place;
}

/** The tokens around the one that is looked at, in one line. */
export function LiveText({ tokens, place }: TextProps): ReactNode {
  const texts = useTokenTexts();
  const from = Math.max(0, place.at - BEFORE);
  const to = Math.min(tokens.count, place.at + 1 + BEHIND);
  return (
    <div className="token-line" aria-hidden="true" onClick={(event) => goTo(event, place)}>
      <TokenRun tokens={tokens} from={from} to={to} selected={place.at} given={texts.chosenByYou} />
    </div>
  );
}

/** Tokens that are drawn as one part, and parts that are there at a time, with the one looked at. */
const PART = 250;
const PARTS = 8;

interface WholeProps extends TextProps {
  /** Of some of its text no tokens may be known. */
  answer: AnswerState;
}

export function WholeText({ tokens, answer, place }: WholeProps): ReactNode {
  const texts = useTokenTexts();
  const { text } = answer;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const { count } = tokens;
  const { at } = place;
  const { first, last, show } = useParts(count, at);
  useLayoutEffect(() => showIn(list.current, `[data-token="${at}"]`), [at]);
  if (count === 0) return null;
  const from = first * PART;
  const to = Math.min(count, last * PART);
  return (
    <>
      {from > 0 && (
        <button type="button" className="link" onClick={() => show(first - PARTS)}>
          {texts.earlier(Math.min(from, PARTS * PART))}
        </button>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys move in the whole strip */}
      <div
        ref={list}
        className="token-text"
        role="listbox"
        aria-label={texts.text}
        aria-describedby={to === count ? `${id}end` : undefined}
        aria-activedescendant={at >= from && at < to ? `${id}${at}` : undefined}
        tabIndex={0}
        dir="auto"
        onClick={(event) => goTo(event, place)}
      >
        {Array.from({ length: last - first }, (_, index) => first + index).map((part) => (
          <TokenRun
            key={part}
            id={id}
            tokens={tokens}
            text={text}
            from={part * PART}
            to={Math.min(to, (part + 1) * PART)}
            selected={Math.floor(at / PART) === part ? at : -1}
            given={texts.chosenByYou}
          />
        ))}
        {to === count && (
          <>
            <span>{text.slice(endOf(tokens.at(count - 1)))}</span>
            <End id={`${id}end`} answer={answer} tokens={tokens} />
          </>
        )}
      </div>
      {to < count && (
        <button type="button" className="link" onClick={() => show(first + PARTS)}>
          {texts.later(Math.min(count - to, PARTS * PART))}
        </button>
      )}
    </>
  );
}

/** Why the answer has no more tokens. The end that a model chooses is a token, which has no text. */
function End({ id, answer, tokens }: EndProps): ReactNode {
  const texts = useTokenTexts();
  const { reason, usage } = answer;
  const why = reason === null ? undefined : texts.endedBy[reason];
  if (why === undefined) return null;
  const generated = tokens.at(0)?.given ? tokens.count - 1 : tokens.count;
  // So it is where every other token is shown: then the sum that the answer tells has this one.
  const counted = usage?.completion_tokens === generated + 1 ? usage.completion_tokens : null;
  return (
    <span id={id} className="token-end">
      {reason === "stop" && <b>{texts.end}</b>}{" "}
      {reason === "stop" && counted !== null ? texts.endCounted(counted) : why}
    </span>
  );
}

interface EndProps {
  id: string;
  answer: AnswerState;
  tokens: Tokens;
}

/** What the tint says, in its own colours and lines. */
export function TintLegend(): ReactNode {
  const texts = useTokenTexts();
  return (
    <ul className="token-legend" aria-label={texts.legend}>
      {SURENESS.map((sureness) => (
        <li key={sureness}>
          <span className={`token-swatch token-${sureness}`}>{texts.sureness[sureness]}</span>{" "}
          {texts.surenessRange[sureness]}
        </li>
      ))}
    </ul>
  );
}

/** The parts from `first` to before `last`, which have the token at `at` as soon as it is another one. */
function useParts(count: number, at: number) {
  const all = Math.ceil(count / PART);
  const has = Math.floor(at / PART);
  const [wanted, show] = useState(has - PARTS / 2);
  const [seen, setSeen] = useState(at);
  const first = Math.max(0, Math.min(wanted, all - PARTS));
  if (seen !== at) {
    setSeen(at);
    if (has < first || has >= first + PARTS) show(has - PARTS / 2);
  }
  return { first, last: Math.min(all, first + PARTS), show };
}

interface RunProps {
  tokens: Tokens;
  from: number;
  to: number;
  /** The number of the token that is looked at; -1: another part has it. */
  selected: number;
  /** With `id`: they are the options of a list, and what stands between them is shown, too. */
  text?: string;
  id?: string;
  /** What is said of the beginning that somebody has chosen. */
  given: string;
}

const TokenRun = memo(function TokenRun(props: RunProps): ReactNode {
  const { tokens, from, to, selected, text, id, given } = props;
  const found: ReactNode[] = [];
  for (let number = from; number < to; number += 1) {
    const token = tokens.at(number);
    if (token === undefined) break;
    const between = text?.slice(endOf(tokens.at(number - 1)), token.at) ?? "";
    if (between !== "") found.push(<span key={`before ${number}`}>{between}</span>);
    const role = id === undefined ? {} : optionOf(id, number, selected, tokens.count);
    const sureness = surenessOf(token);
    const name = ["token", sureness && `token-${sureness}`, number === selected && "looked-at"];
    if (token.given) name.push("given");
    found.push(
      <span
        key={number}
        {...role}
        data-token={number}
        className={name.filter(Boolean).join(" ")}
        title={token.given ? given : undefined}
      >
        {shownWithin(token.text, id !== undefined)}
      </span>,
    );
  }
  return found;
});

/** Where not all are there, each says which of them it is. */
function optionOf(id: string, number: number, selected: number, count: number) {
  return {
    id: `${id}${number}`,
    role: "option",
    "aria-selected": number === selected,
    ...(count > PARTS * PART ? { "aria-posinset": number + 1, "aria-setsize": count } : {}),
  };
}

/** Scrolls `frame` alone, and no further than needed, until an element in it can be seen. */
function showIn(frame: HTMLElement | null, selector: string): void {
  const element = frame?.querySelector(selector)?.getBoundingClientRect();
  if (frame === null || element === undefined) return;
  const { top, bottom } = frame.getBoundingClientRect();
  frame.scrollTop += Math.min(0, element.top - top) + Math.max(0, element.bottom - bottom);
}

/** Goes to the token that was clicked. */
function goTo({ target }: MouseEvent, place: Place): void {
  const token = target instanceof Element ? target.closest<HTMLElement>("[data-token]") : null;
  if (token !== null) place.go(Number(token.dataset.token));
}
