/** One connected service: what it is, and, once it is opened, what can be changed about it. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import {
  CONTINUE_WAYS,
  type ContinueWay,
  SERVICE_APIS,
  type Service,
  type ServiceApi,
  type ServiceChange,
  type Trial,
} from "../../../core/models/index.ts";
import { Words } from "../../reasons/words.tsx";
import { ErrorBar } from "../../shared/error-bar.tsx";
import { IconButton } from "../../shared/icon-button.tsx";
import { Icon } from "../../shared/icons.tsx";
import { useWork } from "../../shared/use-work.ts";
import { useModelTexts } from "../text/texts.ts";
import { KeyField } from "./key-field.tsx";
import { ModelField } from "./model-field.tsx";
import { errorSentence } from "./service-error.ts";
import { useServicesApi } from "./use-services.ts";

interface RowProps {
  service: Service;
  /** None can be changed at present. */
  locked: boolean;
  /** Resolves when the list has been read again. */
  onChanged: () => Promise<void>;
}

export function ServiceRow({ service, locked, onChanged }: RowProps): ReactNode {
  const texts = useModelTexts();
  const [open, setOpen] = useState(false);
  const key = service.key_hint ? texts.key(service.key_hint) : texts.noKey;
  const ofSettings = service.source === "settings";
  return (
    <li>
      <div className="row-head">
        <div>
          <strong dir="auto">{service.name}</strong>
          <p className="hint">
            {service.base_url} · {key}
          </p>
          {service.status === null ? (
            <p className="hint">{texts.reachable}</p>
          ) : (
            <p className="reason">
              <span className="hint wrong">{texts.unusable}</span>
              <Words text={service.status} />
            </p>
          )}
          {service.warning !== null && <p className="hint wrong">{texts.unencrypted}</p>}
          {ofSettings && <p className="hint">{texts.fromSettings}</p>}
        </div>
        {!ofSettings && !locked && (
          <IconButton
            label={texts.changeNamed(service.name)}
            icon="pencil"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        )}
      </div>
      {open && (
        <ServiceForm
          service={service}
          onChanged={async () => {
            await onChanged();
            setOpen(false);
          }}
        />
      )}
    </li>
  );
}

function ServiceForm({ service, onChanged }: Omit<RowProps, "locked">): ReactNode {
  const texts = useModelTexts();
  const api = useServicesApi();
  const id = useId();
  const [name, setName] = useState(service.name);
  const [key, setKey] = useState("");
  const [model, setModel] = useState(service.model ?? "");
  const [way, setWay] = useState<Way>(service);
  const [sure, setSure] = useState(false);
  const { run, busy, error, clearError } = useWork();
  const save = async (): Promise<void> => {
    const change: ServiceChange = {
      ...(name.trim() !== "" && name.trim() !== service.name && { name: name.trim() }),
      ...(key.trim() !== "" && { api_key: key }),
      ...(model.trim() !== (service.model ?? "") && { model: model.trim() || null }),
      ...(way.api !== service.api && { api: way.api }),
      ...(way.continues !== service.continues && { continues: way.continues }),
    };
    if (Object.keys(change).length > 0) await api.change(service.id, change);
    await onChanged();
  };
  const remove = async (): Promise<void> => {
    await api.remove(service.id);
    await onChanged();
  };
  return (
    <form
      noValidate
      autoComplete="off"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void run(save);
      }}
    >
      <div className="field">
        <label htmlFor={id}>{texts.name}</label>
        <input
          id={id}
          value={name}
          maxLength={60}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <KeyField label={texts.newKey} hint={texts.newKeyHint} value={key} onChange={setKey} />
      {/* One that lists its models needs no name of them. */}
      {(service.model !== null || service.status !== null) && (
        <ModelField name={model} onChange={setModel} />
      )}
      <Advanced service={service} way={way} onChange={setWay} />
      <ErrorBar error={error} sentence={errorSentence(texts, error)} onDismiss={clearError} />
      <div className="dialog-foot">
        <button
          type="button"
          className="danger"
          disabled={busy}
          onBlur={() => setSure(false)}
          onClick={() => (sure ? void run(remove) : setSure(true))}
        >
          {sure ? texts.removeSure : texts.remove}
        </button>
        <button type="submit" className="primary" disabled={busy}>
          {texts.save}
        </button>
      </div>
    </form>
  );
}

/** How it is asked, and how it goes on with what was cut off. */
type Way = Pick<Service, "api" | "continues">;

interface AdvancedProps {
  service: Service;
  way: Way;
  onChange: (way: Way) => void;
}

function Advanced({ service, way, onChange }: AdvancedProps): ReactNode {
  const texts = useModelTexts();
  const id = useId();
  const set = service.api !== "chat" || service.continues !== "no";
  return (
    <details className="folded-part" open={set}>
      <summary>{texts.advanced}</summary>
      <div className="field">
        <label htmlFor={id}>{texts.api}</label>
        <div className="select">
          <select
            id={id}
            value={way.api}
            aria-describedby={`${id}-hint`}
            onChange={(event) => {
              // What grows in the background goes on by itself, and takes no other way.
              const api = event.target.value as ServiceApi;
              onChange({ api, continues: api === "chat" ? way.continues : "no" });
            }}
          >
            {SERVICE_APIS.map((each) => (
              <option key={each} value={each}>
                {texts.apis[each]}
              </option>
            ))}
          </select>
          <Icon name="chevron" />
        </div>
        <p className="hint" id={`${id}-hint`}>
          {texts.apiHint}
        </p>
      </div>
      {way.api === "chat" && (
        <ContinueChoice
          id={service.id}
          way={way.continues}
          onChoose={(continues) => onChange({ ...way, continues })}
        />
      )}
    </details>
  );
}

interface ContinueProps {
  /** Of the service. */
  id: string;
  way: ContinueWay;
  onChoose: (way: ContinueWay) => void;
}

/** How the service is told to go on behind a text, by the server that knows this way. */
function ContinueChoice({ id: service, way, onChoose }: ContinueProps): ReactNode {
  const texts = useModelTexts();
  const api = useServicesApi();
  const id = useId();
  const [trial, setTrial] = useState<Trial | null>(null);
  const { run, busy, error, clearError } = useWork();
  return (
    <div className="field">
      <label htmlFor={id}>{texts.continuesText}</label>
      <div className="select">
        <select
          id={id}
          value={way}
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            setTrial(null);
            onChoose(event.target.value as ContinueWay);
          }}
        >
          {CONTINUE_WAYS.map((each) => (
            <option key={each} value={each}>
              {texts.continueWays[each]}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </div>
      <p className="hint" id={`${id}-hint`}>
        {texts.continuesHint}
      </p>
      {way !== "no" && (
        <button
          type="button"
          disabled={busy}
          onClick={() => void run(async () => setTrial(await api.tryContinue(service, way)))}
        >
          {busy ? texts.testing : texts.tryContinue}
        </button>
      )}
      <ErrorBar error={error} sentence={errorSentence(texts, error)} onDismiss={clearError} />
      {trial !== null && (
        <div role="status">
          <p className={trial.continued ? "hint" : "hint wrong"}>
            {trial.continued ? texts.tryYes : texts.tryNo}
          </p>
          <p className="reason">
            <Words text={trial.detail} />
          </p>
        </div>
      )}
    </div>
  );
}
