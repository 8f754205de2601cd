/** The dialog "Connect a model": the services that are connected, and the way to one more. */

import "../styles.css";
import { type ReactNode, useState } from "react";
import type { Service } from "../../../core/models/index.ts";
import { useModels } from "../../../react/index.ts";
import { Words } from "../../reasons/words.tsx";
import { Dialog } from "../../shared/dialog.tsx";
import { Icon } from "../../shared/icons.tsx";
import { titleWithin } from "../model-groups.ts";
import { useModelTexts } from "../text/texts.ts";
import { AddService } from "./add-service.tsx";
import { ServiceRow } from "./service-row.tsx";
import { useServices } from "./use-services.ts";

interface ConnectProps {
  /** Has a model answer from now on. */
  onChoose: (id: string) => void;
  onClose: () => void;
}

export function ConnectDialog({ onChoose, onClose }: ConnectProps): ReactNode {
  const texts = useModelTexts();
  const { services, locked, readAgain } = useServices();
  const [added, setAdded] = useState<Added | null>(null);
  return (
    <Dialog title={texts.connectModel} onClose={onClose}>
      {locked !== null && (
        <div className="offline" role="note">
          <strong>{texts.locked}</strong>
          <p className="reason">
            <Words text={locked} />
          </p>
        </div>
      )}
      {locked === null && added === null && (
        <AddService
          onAdded={(service, model) => {
            if (model !== undefined) onChoose(model);
            setAdded({ service, model });
            void readAgain();
          }}
        />
      )}
      {added !== null && <AddedService {...added} onChoose={onChoose} onClose={onClose} />}
      {services.length > 0 && (
        <section className="services" aria-label={texts.connected}>
          <h3>{texts.connected}</h3>
          <ul>
            {services.map((service) => (
              <ServiceRow
                key={service.id}
                service={service}
                locked={locked !== null}
                onChanged={readAgain}
              />
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

interface Added {
  readonly service: Service;
  /** The id of the model that was chosen; undefined if it offers none. */
  readonly model: string | undefined;
}

interface AddedProps extends Added {
  onChoose: (id: string) => void;
  onClose: () => void;
}

/** What has become of the form: which model answers now, and the others to choose from. */
function AddedService({ service, model, onChoose, onClose }: AddedProps): ReactNode {
  const texts = useModelTexts();
  const models = useModels().filter(({ id }) => id.startsWith(`${service.id}/`));
  const [chosen, setChosen] = useState(model ?? "");
  return (
    <>
      {/* Below it stands, in the list, why one is of no use. */}
      <p className={service.status === null ? "good" : "hint wrong"} role="status">
        {service.status === null && <Icon name="check" />}
        {service.status === null ? texts.isConnected(service.name) : texts.isKept(service.name)}
      </p>
      {models.length === 0 ? (
        <p className="hint">{texts.noModelsYet}</p>
      ) : (
        <div className="field">
          <label htmlFor="answers-now">{texts.answersNow}</label>
          <div className="select">
            <select
              id="answers-now"
              value={chosen}
              onChange={(event) => {
                setChosen(event.target.value);
                onChoose(event.target.value);
              }}
            >
              {models.map((each) => (
                <option key={each.id} value={each.id}>
                  {titleWithin(service.name, each)}
                </option>
              ))}
            </select>
            <Icon name="chevron" />
          </div>
        </div>
      )}
      <div className="dialog-foot">
        {/* The form has taken the focus away with it. */}
        <button
          type="button"
          className="primary"
          ref={(button) => button?.focus()}
          onClick={onClose}
        >
          {texts.done}
        </button>
      </div>
    </>
  );
}
