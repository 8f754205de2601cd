/** One model: what it is, how far it has come, and what can be done with it now. */

import { type ReactNode, useId, useState } from "react";
import type { CatalogueModel, Download, ModelFile } from "../../../core/models/index.ts";
import { useClient, useModels } from "../../../react/index.ts";
import { Words } from "../../reasons/words.tsx";
import { ErrorBar } from "../../shared/error-bar.tsx";
import { useWork } from "../../shared/use-work.ts";
import { useForgetModels } from "../forget-models.ts";
import { useModelTexts } from "../text/texts.ts";
import { Progress } from "./progress.tsx";
import type { RowActions } from "./use-downloads.ts";

interface RowProps {
  /** null for a file that is not of the catalogue. */
  model: CatalogueModel | null;
  /** null where it was never fetched. */
  download: Download | null;
  actions: RowActions;
}

export function DownloadRow({ model, download, actions }: RowProps): ReactNode {
  const titleId = useId();
  const name = model?.name ?? download?.name ?? "";
  const { act, busy, error, clearError } = useAct(actions);
  const there = model?.installed === true || download?.status === "finished";
  const going = download !== null && !there;
  return (
    <li aria-labelledby={titleId}>
      <div className="row-head">
        <div>
          <strong id={titleId} dir="auto">
            {model?.title ?? name}
          </strong>
          {model !== null && <Facts model={model} />}
        </div>
        {/* A known model has its name for an id. */}
        {there && <ThereButtons id={name} busy={busy} act={act} actions={actions} />}
        {!there && !going && model !== null && (
          <BeginButton name={name} title={model.title} busy={busy} act={act} actions={actions} />
        )}
      </div>
      {going && <Progress download={download} busy={busy} act={act} actions={actions} />}
      <ErrorBar error={error} onDismiss={clearError} />
    </li>
  );
}

/** A file that was fetched by its address, or put there by hand. */
export function FileRow({ file, actions }: { file: ModelFile; actions: RowActions }): ReactNode {
  const texts = useModelTexts();
  const titleId = useId();
  const { act, busy, error, clearError } = useAct(actions);
  const { id, title, bytes, error: flaw } = file;
  return (
    <li aria-labelledby={titleId}>
      <div className="row-head">
        <div>
          <strong id={titleId} dir="auto">
            {title}
          </strong>
          <p className="hint">{texts.size(bytes)}</p>
          {flaw !== null && (
            <div className="reason">
              <span className="hint wrong">{texts.fileUnusable}</span>
              <Words text={flaw} />
            </div>
          )}
        </div>
        <ThereButtons id={id} busy={busy} act={act} actions={actions} unusable={flaw !== null} />
      </div>
      <ErrorBar error={error} onDismiss={clearError} />
    </li>
  );
}

/** Carries out what a row is asked for, and reads everything again. */
function useAct({ read }: RowActions) {
  const { run, ...state } = useWork();
  const act = (work: () => Promise<void>): void => {
    void run(async () => {
      await work();
      await read();
    });
  };
  return { act, ...state };
}

function Facts({ model }: { model: CatalogueModel }): ReactNode {
  const texts = useModelTexts();
  const { fits } = model;
  const fitting = fits === null ? texts.fitsUnknown : fits ? texts.fits : texts.fitsNot;
  return (
    <>
      <p className="hint">
        {texts.size(model.bytes)} · {texts.languages(model.languages)} · {model.licence}
        {model.thinks && ` · ${texts.thinks}`}
      </p>
      <p className={fits === false ? "hint wrong" : "hint"}>
        {texts.needs(model.memory_bytes)} · {fitting}
      </p>
    </>
  );
}

interface ButtonProps {
  busy: boolean;
  act: (work: () => Promise<void>) => void;
  actions: RowActions;
}

interface BeginProps extends ButtonProps {
  name: string;
  title: string;
}

function BeginButton({ name, title, busy, act, actions }: BeginProps) {
  const texts = useModelTexts();
  return (
    <button
      type="button"
      className="primary"
      aria-label={texts.downloadNamed(title)}
      disabled={busy}
      onClick={() => act(() => actions.api.begin({ model: name }))}
    >
      {texts.download}
    </button>
  );
}

interface ThereProps extends ButtonProps {
  id: string;
  unusable?: boolean;
}

function ThereButtons({ id, busy, act, actions, unusable = false }: ThereProps): ReactNode {
  const texts = useModelTexts();
  const client = useClient();
  const forgetModels = useForgetModels();
  const listed = useModels().some((each) => each.id === id);
  const [sure, setSure] = useState(false);
  const remove = async (): Promise<void> => {
    await actions.api.removeModel(id);
    forgetModels(id);
    await client.reloadModels();
  };
  return (
    <div className="row-buttons">
      <button
        type="button"
        className="danger"
        disabled={busy}
        onBlur={() => setSure(false)}
        onClick={() => (sure ? act(remove) : setSure(true))}
      >
        {sure ? texts.deleteSure : texts.deleteFile}
      </button>
      {!unusable && (
        <button
          type="button"
          className="primary"
          disabled={busy || !listed}
          onClick={() => actions.onUse(id)}
        >
          {texts.useNow}
        </button>
      )}
    </div>
  );
}
