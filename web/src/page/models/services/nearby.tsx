/** What answers on this machine's usual ports. They are knocked at only when the button is pressed. */

import { type ReactNode, useState } from "react";
import type { FoundService } from "../../../core/models/index.ts";
import { ErrorBar } from "../../shared/error-bar.tsx";
import { Icon } from "../../shared/icons.tsx";
import { useWork } from "../../shared/use-work.ts";
import { useModelTexts } from "../text/texts.ts";
import { useServicesApi } from "./use-services.ts";

interface NearbyProps {
  disabled: boolean;
  onUse: (found: FoundService) => void;
}

export function Nearby({ disabled, onUse }: NearbyProps): ReactNode {
  const texts = useModelTexts();
  const api = useServicesApi();
  const { run, busy, error, clearError } = useWork();
  const [found, setFound] = useState<readonly FoundService[] | null>(null);
  const find = async (): Promise<void> => {
    setFound(null);
    setFound(await api.nearby());
  };
  return (
    <div className="nearby">
      <button type="button" disabled={busy || disabled} onClick={() => void run(find)}>
        <Icon name="search" />
        {busy ? texts.finding : texts.findNearby}
      </button>
      <ErrorBar error={error} onDismiss={clearError} />
      <div role="status">
        {found?.length === 0 && <p className="hint">{texts.foundNone}</p>}
        {found !== null && found.length > 0 && (
          <ul className="rows">
            {found.map((service) => (
              <li key={service.base_url}>
                <div>
                  <strong>{service.name}</strong>
                  <p className="hint">
                    {service.base_url} ·{" "}
                    {service.needs_key ? texts.needsKey : texts.modelCount(service.models.length)}
                  </p>
                </div>
                <button
                  type="button"
                  className="primary"
                  aria-label={`${texts.connect}: ${service.name}`}
                  disabled={disabled}
                  onClick={() => onUse(service)}
                >
                  {texts.connect}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
