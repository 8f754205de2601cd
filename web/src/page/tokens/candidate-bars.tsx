/** The candidates for one token as bars, and the way to go on with another one of them. */

import { type ReactNode, useState } from "react";
import { useModels } from "../../react/index.ts";
import type { Distribution, Others, Share } from "./distribution.ts";
import { shownAlone } from "./shown-text.ts";
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
  const shares = distribution?.shares ?? [];
  // Another token has nothing picked.
  const row = picked?.token === token ? picked.row : -1;
  const text = shares[row]?.text;
  const cut = shares.some(({ kept }) => !kept) || distribution?.others.kept === false;
  return (
    <>
      <div
        className="token-bars"
        style={onGoOn === null ? { minHeight: `${(rows + MORE_ROWS) * ROW_REM}rem` } : undefined}
      >
        {distribution === null ? (
          <p className="token-unknown">
            <strong>{shownAlone(token.text)}</strong> {texts.unknown}
          </p>
        ) : (
          <ol aria-label={texts.candidates}>
            {shares.map((share, at) => (
              <Candidate
                // biome-ignore lint/suspicious/noArrayIndexKey: the rows stay, and show other candidates
                key={at}
                share={share}
                cutBehind={share.kept && !(shares[at + 1]?.kept ?? distribution.others.kept)}
                picked={row === at}
                onPick={canGoOn ? () => setPicked({ token, row: at }) : null}
              />
            ))}
            {(distribution.others.probability > 0 || !distribution.others.kept) && (
              <OthersBar others={distribution.others} />
            )}
          </ol>
        )}
      </div>
      {cut && <p className="hint">{texts.cut}</p>}
      {why !== null && <p className="hint">{why}</p>}
      {why === null && text === undefined && (onGoOn === null || distribution !== null) && (
        <p className="hint">{onGoOn === null ? texts.goOnLater : texts.goOnHint}</p>
      )}
      {canGoOn && text !== undefined && (
        <button type="button" className="primary go-on" onClick={() => onGoOn(text)}>
          {texts.goOn(shownAlone(text))}
        </button>
      )}
    </>
  );
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
      <span className={text === "" ? "token-word end" : "token-word"} dir="auto">
        {text === "" ? texts.theEnd : shownAlone(text)}
      </span>
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
          // It stays a button, as one who goes from token to token may stand on it.
          aria-disabled={possible ? undefined : true}
          onClick={possible ? onPick : undefined}
        >
          {row}
        </button>
      )}
    </li>
  );
}

function OthersBar({ others }: { others: Others }): ReactNode {
  const texts = useTokenTexts();
  const { probability, bound, kept } = others;
  return (
    <li>
      <div className={kept ? "token-bar others" : "token-bar others cut"}>
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
