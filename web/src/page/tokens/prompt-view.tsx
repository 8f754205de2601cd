/** The question as the model got it: in tokens; and around it the whole prompt, if that is wanted. */

import { type ReactNode, useEffect, useState } from "react";
import { ApiError, asApiError } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { decodePrompt, type Prompt, type PromptToken, piecesOf } from "./prompt.ts";
import { shownAlone, shownBytes } from "./shown-text.ts";
import { useTokenTexts } from "./text/texts.ts";
import { Unfolding } from "./unfolding.tsx";

export function PromptView({ answerId }: { answerId: string }): ReactNode {
  const texts = useTokenTexts();
  return (
    <Unfolding title={texts.prompt}>
      <PromptTokens answerId={answerId} />
    </Unfolding>
  );
}

export function PromptTokens({ answerId }: { answerId: string }): ReactNode {
  const texts = useTokenTexts();
  const { api } = useClient();
  const [found, setFound] = useState<Prompt | ApiError | null>(null);
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    if (found !== null) return undefined;
    const abort = new AbortController();
    const path = `/answers/${encodeURIComponent(answerId)}/prompt`;
    api.call("GET", path, decodePrompt, { signal: abort.signal }).then(setFound, (error) => {
      if (!abort.signal.aborted) setFound(asApiError(error));
    });
    return () => abort.abort();
  }, [api, answerId, found]);
  if (found === null) return <p className="hint">{texts.loading}</p>;
  if (found instanceof ApiError) {
    if (found.code === "prompt_unknown") return <p className="hint">{texts.promptUnknown}</p>;
    return (
      <p className="hint" role="alert">
        {texts.promptFailed}{" "}
        <button type="button" className="link" onClick={() => setFound(null)}>
          {texts.retry}
        </button>
      </p>
    );
  }
  const { tokens, question } = found;
  const shown = whole ? tokens : (question ?? tokens);
  return (
    <>
      <p className="hint">{texts.promptHint(shown.length)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys */}
      <ol className="prompt-tokens" aria-label={texts.prompt} tabIndex={0}>
        {piecesOf(found, whole).map(({ tokens: together, spelled, asked }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a prompt does not change
          <li key={at} className={whole && asked ? "prompt-piece asked" : "prompt-piece"}>
            {spelled !== null && <b className="prompt-spelled">{spelled}</b>}
            <span className="prompt-parts">
              {" "}
              {together.map((token, part) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a prompt does not change
                <PromptChip key={part} token={token} />
              ))}
            </span>
          </li>
        ))}
      </ol>
      {question !== null && (
        <button type="button" className="link" onClick={() => setWhole(!whole)}>
          {whole ? texts.questionOnly : texts.whole(tokens.length)}
        </button>
      )}
    </>
  );
}

function PromptChip({ token }: { token: PromptToken }): ReactNode {
  const texts = useTokenTexts();
  const { id, text, bytes, special } = token;
  const what = special ? texts.special : bytes === null ? undefined : texts.bytes;
  const name = special ? "prompt-token special" : "prompt-token";
  return (
    <span className={bytes === null ? name : "prompt-token raw"} title={what}>
      <span>{bytes === null ? shownAlone(text) : shownBytes(bytes)}</span>
      <small>{id}</small>
      {what !== undefined && <span className="off-screen">{what}</span>}
    </span>
  );
}
