/**
 * The form for one more service: one of the known ones by its key, one that runs on this machine, or
 * any other by its address. It is tried before it is kept, so that a wrong key says so here.
 */

import { type FormEvent, type ReactNode, useState } from "react";
import type {
  FoundService,
  NewService,
  Service,
  TestedService,
} from "../../../core/models/index.ts";
import type { Model } from "../../../protocol/index.ts";
import { useClient } from "../../../react/index.ts";
import { Choice } from "../../shared/choice.tsx";
import { ErrorBar } from "../../shared/error-bar.tsx";
import { Icon } from "../../shared/icons.tsx";
import { useWork } from "../../shared/use-work.ts";
import { useModelTexts } from "../text/texts.ts";
import { AddressField } from "./address-field.tsx";
import { KeyField } from "./key-field.tsx";
import { KNOWN_SERVICES, type KnownService, knownAt, secure } from "./known-services.ts";
import { ModelField } from "./model-field.tsx";
import { Nearby } from "./nearby.tsx";
import { errorSentence, hasNoList, mayGoUntried } from "./service-error.ts";
import { useServicesApi } from "./use-services.ts";

interface AddProps {
  /** Called with the service, and with the id of its model to begin with, if it offers any. */
  onAdded: (service: Service, model: string | undefined) => void;
}

export function AddService({ onAdded }: AddProps): ReactNode {
  const texts = useModelTexts();
  const form = useServiceForm(onAdded);
  const { known, key, address, wrong, busy, error, tested } = form;
  const names = KNOWN_SERVICES.map(({ id, name }) => [id, name] as const);
  return (
    <form
      className="known-services"
      noValidate
      autoComplete="off"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        form.connect();
      }}
    >
      <Choice
        legend={texts.addService}
        options={[...names, ["", texts.ownService]]}
        value={known?.id ?? ""}
        onChoose={form.choose}
      />
      {known === undefined && (
        <>
          <Nearby disabled={busy !== null} onUse={form.use} />
          <AddressField text={address} wrong={wrong} onChange={form.setAddress} />
        </>
      )}
      <KeyField
        id={KEY_ID}
        label={texts.apiKey}
        hint={
          <>
            {texts.keyHint} {known === undefined ? texts.keyless : <KeysLink known={known} />}
          </>
        }
        value={key}
        onChange={form.setKey}
      />
      <ErrorBar error={error} sentence={errorSentence(texts, error)} onDismiss={form.clearError} />
      {known === undefined && hasNoList(error) && (
        <ModelField name={form.model} onChange={form.setModel} />
      )}
      {tested !== null && <TestResult tested={tested} />}
      <div className="dialog-foot">
        <button type="button" disabled={busy !== null} onClick={form.test}>
          {busy === "test" ? texts.testing : texts.test}
        </button>
        <button type="submit" className="primary" disabled={busy !== null}>
          {busy === "connect" && texts.connecting}
          {busy !== "connect" && (form.anyway ? texts.connectAnyway : texts.connect)}
        </button>
      </div>
    </form>
  );
}

function TestResult({ tested }: { tested: TestedService }): ReactNode {
  const texts = useModelTexts();
  const count = tested.models.length;
  return (
    <div role="status">
      <p className="good">
        <Icon name={count > 0 ? "check" : "warning"} />
        {count > 0 ? texts.testedModels(count) : texts.testedNone}
      </p>
      {tested.warning !== null && <p className="hint wrong">{texts.unencrypted}</p>}
    </div>
  );
}

function KeysLink({ known }: { known: KnownService }): ReactNode {
  const texts = useModelTexts();
  return (
    <a href={secure(known.keys)} target="_blank" rel="noopener noreferrer">
      {texts.whereKeys(known.name)}
    </a>
  );
}

/** The field for the key, of which there is one. */
const KEY_ID = "service-key";

/** What is being waited for. */
type Busy = "test" | "connect" | null;

function useServiceForm(onAdded: AddProps["onAdded"]) {
  const client = useClient();
  const api = useServicesApi();
  const [known, setKnown] = useState<KnownService | undefined>(KNOWN_SERVICES[0]);
  const [address, setAddress] = useState("");
  const [key, setKey] = useState("");
  const [model, setModel] = useState("");
  const [wrong, setWrong] = useState(false);
  const [tested, setTested] = useState<TestedService | null>(null);
  const [doing, setDoing] = useState<Busy>(null);
  const work = useWork();
  const { run, clearError } = work;

  /** Another service, or another key: what was found out of the last one does not hold for it. */
  const forget = (): void => {
    setTested(null);
    setWrong(false);
    setModel("");
    clearError();
  };
  const filled = (): NewService | null => {
    const typed = known ? secure(known.address) : address.trim();
    setWrong(typed === "");
    if (typed === "") return null;
    const meant = known ?? knownAt(typed);
    return {
      ...(meant && { name: meant.name }),
      base_url: typed,
      ...(key.trim() !== "" && { api_key: key }),
    };
  };
  const act = (busy: Busy, todo: () => Promise<void>): void => {
    setDoing(busy);
    setTested(null);
    void run(todo).then(() => setDoing(null));
  };
  const tryOut = ({ base_url, api_key }: NewService): Promise<TestedService> =>
    api.test({ base_url, ...(api_key !== undefined && { api_key }) });
  const add = async (service: NewService): Promise<void> => {
    const added = await api.add(service);
    await client.reloadModels();
    const meant = known ?? knownAt(added.base_url);
    onAdded(added, firstModel(client.models.getSnapshot(), added, meant));
  };
  const named = model.trim();
  const anyway = mayGoUntried(work.error, named);
  return {
    ...{ known, address, key, model, wrong, tested, busy: doing, error: work.error },
    ...{ clearError, setModel, anyway },
    choose: (id: string): void => {
      setKnown(KNOWN_SERVICES.find((each) => each.id === id));
      forget();
    },
    setAddress: (text: string): void => {
      setAddress(text);
      forget();
    },
    setKey: (text: string): void => {
      setKey(text);
      forget();
    },
    test: (): void => {
      const service = filled();
      if (service !== null) act("test", async () => setTested(await tryOut(service)));
    },
    connect: (): void => {
      const service = filled();
      if (service === null) return;
      act("connect", async () => {
        const works = anyway
          ? { ...service, ...(named !== "" && { model: named }) }
          : { ...service, base_url: (await tryOut(service)).base_url };
        await add(works);
      });
    },
    /** One that answers on this machine has been tried already, unless it wants a key. */
    use: ({ name, base_url, needs_key }: FoundService): void => {
      forget();
      setAddress(base_url);
      if (needs_key) document.getElementById(KEY_ID)?.focus();
      else act("connect", () => add({ name, base_url }));
    },
  };
}

/** The model of a service to begin with, by its id. */
function firstModel(
  models: readonly Model[],
  service: Service,
  known: KnownService | undefined,
): string | undefined {
  const before = `${service.id}/`;
  const own = models.filter(({ id }) => id.startsWith(before));
  const preferred = own.find(({ id }) => known?.prefers.test(id.slice(before.length)));
  return (preferred ?? own[0])?.id;
}
