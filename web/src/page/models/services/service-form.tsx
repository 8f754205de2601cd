/**
 * What can be changed about a connected service. The server tries a new key or address before it takes
 * it: a wrong one never takes the place of a right one.
 */

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
import { Icon } from "../../shared/icons.tsx";
import { useWork } from "../../shared/use-work.ts";
import { useForgetModels } from "../forget-models.ts";
import { useModelTexts } from "../text/texts.ts";
import { AddressField } from "./address-field.tsx";
import { KeyField } from "./key-field.tsx";
import { isSamePlace, typedOver } from "./known-services.ts";
import { ModelField } from "./model-field.tsx";
import { errorSentence, hasNoList, mayGoUntried } from "./service-error.ts";
import { useServicesApi } from "./use-services.ts";

interface FormProps {
  service: Service;
  /** Resolves when the list has been read again. */
  onChanged: () => Promise<void>;
}

export function ServiceForm({ service, onChanged }: FormProps): ReactNode {
  const texts = useModelTexts();
  const form = useServiceChange(service, onChanged);
  const { fields, set, busy, error, asks, moved } = form;
  const id = useId();
  return (
    <form
      noValidate
      autoComplete="off"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        form.save();
      }}
    >
      <div className="field">
        <label htmlFor={id}>{texts.name}</label>
        <input
          id={id}
          value={fields.name}
          maxLength={60}
          autoComplete="off"
          onChange={(event) => set({ name: event.target.value })}
        />
      </div>
      <AddressField
        text={fields.address}
        wrong={fields.address.trim() === ""}
        onChange={(address) => set({ address })}
      />
      <KeyField
        label={texts.newKey}
        hint={moved ? texts.movedKeyHint : texts.newKeyHint}
        value={fields.key}
        onChange={(key) => set({ key })}
      />
      {moved && fields.key === "" && (
        <label className="keyless">
          <input
            type="checkbox"
            checked={fields.keyless}
            onChange={(event) => set({ keyless: event.target.checked })}
          />
          {texts.needsNoKey}
        </label>
      )}
      {/* One that lists its models needs no name of them. */}
      {(service.model !== null || hasNoList(service) || hasNoList(error)) && (
        <ModelField name={fields.model} onChange={(model) => set({ model })} />
      )}
      <Advanced service={service} way={fields.way} onChange={(way) => set({ way })} />
      <ErrorBar error={error} sentence={errorSentence(texts, error)} onDismiss={form.clearError} />
      <div className="dialog-foot">
        <RemoveButton disabled={busy} onRemove={form.remove} />
        <button type="submit" className="primary" disabled={busy || fields.address.trim() === ""}>
          {busy && asks && texts.testing}
          {!(busy && asks) && (form.anyway ? texts.saveAnyway : texts.save)}
        </button>
      </div>
    </form>
  );
}

function RemoveButton({ disabled, onRemove }: { disabled: boolean; onRemove: () => void }) {
  const texts = useModelTexts();
  const [sure, setSure] = useState(false);
  return (
    <button
      type="button"
      className="danger"
      disabled={disabled}
      onBlur={() => setSure(false)}
      onClick={() => (sure ? onRemove() : setSure(true))}
    >
      {sure ? texts.removeSure : texts.remove}
    </button>
  );
}

interface Fields {
  readonly name: string;
  readonly address: string;
  readonly key: string;
  /** It needs no key where it is now. */
  readonly keyless: boolean;
  readonly model: string;
  readonly way: Way;
}

function useServiceChange(service: Service, onChanged: FormProps["onChanged"]) {
  const api = useServicesApi();
  const forgetModels = useForgetModels();
  const { run, busy, error, clearError } = useWork();
  const [fields, setFields] = useState<Fields>(() => ({
    ...{ name: service.name, address: service.base_url },
    ...{ key: "", keyless: false },
    ...{ model: service.model ?? "", way: service },
  }));
  const name = fields.name.trim();
  const address = typedOver(service.base_url, fields.address.trim());
  const key = fields.key.trim();
  const model = fields.model.trim();
  const elsewhere = address !== "" && !isSamePlace(address, service.base_url);
  const namesKey = error?.fields.includes("api_key") === true;
  /** A key goes only to the place that it was given for; what that is the server decides. */
  const moved = service.key_hint !== null && (elsewhere || namesKey || fields.keyless);
  const { api: way, continues } = fields.way;
  const change: ServiceChange = {
    ...(name !== "" && name !== service.name && { name }),
    ...(address !== service.base_url && { base_url: address }),
    ...(key !== "" && { api_key: key }),
    ...(key === "" && fields.keyless && { api_key: null }),
    ...(model !== (service.model ?? "") && { model: model || null }),
    ...(way !== service.api && { api: way }),
    ...(continues !== service.continues && { continues }),
  };
  const anyway = mayGoUntried(error, model);
  return {
    ...{ fields, busy, error, clearError, moved, anyway },
    /** Whether the service is asked before the change is kept. */
    asks: "base_url" in change || "api_key" in change,
    set: (some: Partial<Fields>): void => {
      setFields({ ...fields, ...some });
      clearError();
    },
    save: (): void => {
      const wanted = { ...change, ...(anyway && { anyway }) };
      void run(async () => {
        if (Object.keys(change).length > 0) await api.change(service.id, wanted);
        await onChanged();
      });
    },
    remove: (): void => {
      void run(async () => {
        await api.remove(service.id);
        forgetModels(`${service.id}/`);
        await onChanged();
      });
    },
  };
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
