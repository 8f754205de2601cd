/** One connected service: what it is, whether it can be used, and, once it is opened, its form. */

import { type ReactNode, useRef, useState } from "react";
import type { Service } from "../../../core/models/index.ts";
import { Words } from "../../reasons/words.tsx";
import { IconButton } from "../../shared/icon-button.tsx";
import { useModelTexts } from "../text/texts.ts";
import { errorSentence } from "./service-error.ts";
import { ServiceForm } from "./service-form.tsx";
import { TryAgain } from "./try-again.tsx";

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
  const pencil = useRef<HTMLButtonElement>(null);
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
          <State service={service} onTry={onChanged} />
          {service.warning !== null && <p className="hint wrong">{texts.unencrypted}</p>}
          {ofSettings && <p className="hint">{texts.fromSettings}</p>}
        </div>
        {!ofSettings && !locked && (
          <IconButton
            label={texts.changeNamed(service.name)}
            icon="pencil"
            ref={pencil}
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
            // The form takes the focus away with it.
            pencil.current?.focus();
          }}
        />
      )}
    </li>
  );
}

/** What is known of it, and no more: it may not have been asked since the server began. */
function State({ service, onTry }: { service: Service; onTry: () => Promise<void> }): ReactNode {
  const texts = useModelTexts();
  const { status, model_count: count } = service;
  if (status === null) {
    return (
      <p className="hint">
        {count === null ? texts.notReplied : texts.reachable(texts.modelCount(count))}
      </p>
    );
  }
  return (
    <>
      <p className="reason">
        <span className="hint wrong">{errorSentence(texts, service) ?? texts.unusable}</span>
        <Words text={status} />
      </p>
      <TryAgain name={service.name} onTry={onTry} />
    </>
  );
}
