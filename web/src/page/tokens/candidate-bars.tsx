/** The candidates for one token as bars, and the way to go on with another one of them. */

import { type ReactNode, useState } from "react";
import { useModels } from "../../react/index.ts";
import type { Distribution, Others, Share } from "./distribution.ts";
import { shownAlone, shownBytes } from "./shown-text.ts";
import { useTokenTexts } from "./text/texts.ts";
import type { Token } from "./token-list.ts";

interface BarsProps {
  token: Token;
  /** null: the candidates are not known. */
  distribution: Distribution | null;
  /** While the answer grows there is room for so many: nothing below moves with the stream. */
  rows: number;
  /** The id of the model that has answered. */
  model: string;
  /** Goes on with a text in the place of the token; null while the answer grows. */
  onGoOn: ((text: string) => void) | null;
}

/** Room for a token that is none of its candidates, and for the others. */
const MORE_ROWS = 2;

export function CandidateBars({ token, distribution, rows, ...on }: BarsProps): ReactNode {
  const { model, onGoOn } = on;
  const texts = useTokenTexts();
  const [picked, setPicked] = useState<{ token: Token; row: number } | null>(null);
  const why = useReasonAgainst(model);
  const canGoOn = onGoOn !== null && why === null;
  // Another token has nothing picked.
  const row = picked?.token === token ? picked.row : -1;
  const share = distribution?.shares[row];
  return (
    <>
      <div
        className="token-bars"
        style={onGoOn === null ? { minHeight: `${(rows + MORE_ROWS) * ROW_REM}rem` } : undefined}
      >
        {distribution === null ? (
          <p className="token-unknown">
            <strong>{shownAlone(token.text)}</strong> {token.given ? texts.given : texts.unknown}
          </p>
        ) : (
          <Bars
            distribution={distribution}
            picked={row}
            onPick={canGoOn ? (at) => setPicked({ token, row: at }) : null}
          />
        )}
      </div>
      {distribution !== null && isCut(distribution) && <p className="hint">{texts.cut}</p>}
      {why !== null && <p className="hint">{why}</p>}
      {why === null && onGoOn === null && <p className="hint">{texts.goOnLater}</p>}
      {canGoOn && distribution !== null && <GoOn share={share} onGoOn={onGoOn} />}
    </>
  );
}

interface GoOnProps {
  /** undefined: none is picked. */
  share: Share | undefined;
  onGoOn: (text: string) => void;
}

/** The way to go on with the candidate that is picked, or why there is none. */
function GoOn({ share, onGoOn }: GoOnProps): ReactNode {
  const texts = useTokenTexts();
  if (share === undefined) return <p className="hint">{texts.goOnHint}</p>;
  const { text } = share;
  if (!canStand(text)) {
    return (
      <p className="hint" role="status">
        {text === "" ? texts.endOnly : texts.partOnly}
      </p>
    );
  }
  return (
    <button type="button" className="primary go-on" onClick={() => onGoOn(text)}>
      {texts.goOn(shownAlone(text))}
    </button>
  );
}

interface RowsProps {
  distribution: Distribution;
  /** The number of the candidate that is picked; -1: none is. */
  picked: number;
  onPick: ((at: number) => void) | null;
}

function Bars({ distribution, picked, onPick }: RowsProps): ReactNode {
  const texts = useTokenTexts();
  const { shares, others } = distribution;
  return (
    <ol aria-label={texts.candidates}>
      {shares.map((share, at) => (
        <Candidate
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows stay, and show other candidates
          key={at}
          share={share}
          cutBehind={share.kept && !(shares[at + 1]?.kept ?? others.kept)}
          picked={picked === at}
          onPick={onPick && (() => onPick(at))}
        />
      ))}
      {(others.probability > 0 || !others.kept) && <OthersBar others={others} />}
    </ol>
  );
}

/** Whether top-p has cut anything off. */
function isCut({ shares, others }: Distribution): boolean {
  return !others.kept || shares.some(({ kept }) => !kept);
}

/** The height of a row, as in the style sheet. */
const ROW_REM = 1.625;

/** Why nothing can go on from an answer of `model`, in words; null: it can. */
function useReasonAgainst(model: string): string | null {
  const texts = useTokenTexts();
  const found = useModels().find(({ id }) => id === model);
  if (found === undefined) return texts.modelGone;
  return found.continues === true ? null : texts.cannotGoOn(found.title);
}

/** Whether a text can be what an answer goes on behind: neither its end nor a part of a character. */
function canStand(text: string): boolean {
  return text !== "" && !text.includes("\ufffd");
}

interface CandidateProps {
  share: Share;
  /** Top-p cuts off what is below. */
  cutBehind: boolean;
  picked: boolean;
  onPick: (() => void) | null;
}

function Candidate({ share, cutBehind, picked, onPick }: CandidateProps): ReactNode {
  const texts = useTokenTexts();
  const { text, probability, chosen, kept } = share;
  const possible = canStand(text);
  const row = (
    <>
      <span className="token-mark" aria-hidden="true">
        {chosen ? "●" : ""}
      </span>
      <Word share={share} />
      <Bar part={probability} />
      <span className="token-share">{texts.percent(probability)}</span>
      {chosen && <span className="off-screen">{texts.chosen}</span>}
    </>
  );
  const name = ["token-bar", chosen && "chosen", !kept && "cut", cutBehind && "last-kept"];
  return (
    <li>
      {onPick === null ? (
        <div className={name.filter(Boolean).join(" ")}>{row}</div>
      ) : (
        <button
          type="button"
          className={name.filter(Boolean).join(" ")}
          aria-pressed={possible ? picked : undefined}
          // It stays a button, as one who goes from token to token may stand on it, and says why not.
          aria-disabled={possible ? undefined : true}
          onClick={onPick}
        >
          {row}
        </button>
      )}
    </li>
  );
}

function Word({ share: { text, bytes } }: { share: Share }): ReactNode {
  const texts = useTokenTexts();
  if (text === "") return <span className="token-word end">{texts.theEnd}</span>;
  if (canStand(text)) {
    return (
      <span className="token-word" dir="auto">
        {shownAlone(text)}
      </span>
    );
  }
  return (
    <span className="token-word part" title={texts.bytes}>
      {bytes === null ? text : shownBytes(bytes)}
      <span className="off-screen"> {texts.bytes}</span>
    </span>
  );
}

function OthersBar({ others }: { others: Others }): ReactNode {
  const texts = useTokenTexts();
  const { probability, bound, kept } = others;
  return (
    <li>
      <div
        className={kept ? "token-bar others" : "token-bar others cut"}
        title={bound === "exact" ? undefined : texts.boundHint}
      >
        <span className="token-mark" />
        <span className="token-word">{texts.others}</span>
        <Bar part={probability} />
        <span className="token-share">{texts.bound[bound] + texts.percent(probability)}</span>
      </div>
    </li>
  );
}

function Bar({ part }: { part: number }): ReactNode {
  return (
    <span className="token-track" aria-hidden="true">
      <span style={{ transform: `scaleX(${part.toFixed(4)})` }} />
    </span>
  );
}
