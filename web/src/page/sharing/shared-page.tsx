/**
 * What a link to a conversation leads to: a copy of one branch, to be read by people whom nobody
 * knows. Nothing is asked for here, and nothing can be begun.
 */

import {
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { conversationMarkdown } from "../../core/archive/index.ts";
import { useStore } from "../../react/index.ts";
import { PictureAddress } from "../files/picture-addresses.ts";
import { Backlog } from "../messages/backlog.ts";
import { Exchange, exchangesOf } from "../messages/messages.tsx";
import { CopyButton } from "../shared/copy-button.tsx";
import { Fold } from "../shared/fold.tsx";
import { Logo } from "../shared/logo.tsx";
import { lateMarkdown, ShowsImages } from "../shared/markdown-text.tsx";
import { useTexts } from "../text/texts.tsx";
import { entriesOf, readShared, type SharedBranch } from "./shared-branch.ts";
import { useSharingTexts } from "./text/texts.ts";

/** `data`: what the server has put into the page, as JSON. */
export function SharedPage({ data }: { data: string }): ReactNode {
  const shared = useMemo(() => readShared(data), [data]);
  const texts = useSharingTexts();
  const { appName } = useTexts();
  const title = shared === null || shared === "later" ? texts.sharedLinks : shared.title;
  useEffect(() => {
    document.title = `${title} · ${appName}`;
  }, [title, appName]);
  useEffect(lateMarkdown.begin, []);
  if (shared === null) return <Nothing title={texts.gone} hint={texts.goneHint} />;
  if (shared === "later") {
    return (
      <Nothing title={texts.later} hint={texts.laterHint}>
        <Again />
      </Nothing>
    );
  }
  return (
    <ShowsImages value={false}>
      <PictureAddress value={sharedPicture}>
        <Branch shared={shared} />
      </PictureAddress>
    </ShowsImages>
  );
}

interface NothingProps {
  title: string;
  hint: string;
  children?: ReactNode;
}

function Nothing({ title, hint, children }: NothingProps): ReactNode {
  return (
    <main className="shared-nothing">
      <Logo />
      <h1>{title}</h1>
      <p>{hint}</p>
      {children}
    </main>
  );
}

function Again(): ReactNode {
  const { retry } = useTexts();
  return (
    <button type="button" className="primary" onClick={() => location.reload()}>
      {retry}
    </button>
  );
}

/** Below the address of the link itself. */
const sharedPicture = (number: string): string => `${location.pathname}/pictures/${number}`;

const nowhere = (): void => undefined;

function Branch({ shared }: { shared: SharedBranch }): ReactNode {
  const texts = useSharingTexts();
  const { conversation } = useTexts();
  const frame = useRef<HTMLDivElement>(null);
  const backlog = useBacklogIn(frame);
  // So that keys scroll it at once.
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  const exchanges = useMemo(() => exchangesOf(entriesOf(shared)), [shared]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys
    <div className="scroll shared" ref={frame} tabIndex={0}>
      <Head shared={shared} />
      <main>
        {shared.system !== null && <Instructions text={shared.system} />}
        <section className="messages" aria-label={conversation}>
          {exchanges.map(({ question, answer }, at) => (
            <Exchange
              key={(question ?? answer)?.message.id}
              question={question}
              answer={answer}
              model={answer?.message.role === "assistant" ? answer.message.model : ""}
              last={at === exchanges.length - 1}
              edited={false}
              questionName={texts.question}
              backlog={backlog}
              onEdit={null}
              onSwitch={nowhere}
              onRegenerate={null}
              onContinue={null}
            />
          ))}
        </section>
      </main>
      <footer className="shared-foot">{texts.foot(shared.until)}</footer>
    </div>
  );
}

function Head({ shared }: { shared: SharedBranch }): ReactNode {
  const texts = useSharingTexts();
  const { answer, toolCall } = useTexts();
  const { title, messages, sharedAt } = shared;
  const markdown = (): string => {
    const leaf_id = messages.at(-1)?.id ?? null;
    const names = { question: texts.question, answer, toolCall };
    return conversationMarkdown({ title, leaf_id, messages: [...messages] }, names);
  };
  return (
    <header className="shared-head">
      <Logo />
      <div>
        <h1 dir="auto">{title}</h1>
        <p className="hint">{texts.shared(sharedAt, messages.length)}</p>
      </div>
      <CopyButton label={texts.copyMarkdown} text={markdown} />
    </header>
  );
}

function Instructions({ text }: { text: string }): ReactNode {
  const texts = useSharingTexts();
  return (
    <Fold summary={texts.instructionsTitle} className="shared-instructions" dir="auto">
      {text}
    </Fold>
  );
}

/** What of a long copy waits to be shown in full; what is in sight is so before it is painted. */
function useBacklogIn(frame: RefObject<HTMLDivElement | null>): Backlog {
  const [backlog] = useState(() => new Backlog());
  const dressed = useStore(lateMarkdown).loaded !== null;
  useLayoutEffect(() => {
    if (!dressed || frame.current === null) return undefined;
    const close = backlog.open(frame.current);
    backlog.showNear();
    return close;
  }, [backlog, frame, dressed]);
  return backlog;
}
