/** In the menu of models: the services that offer nothing just now, each with why, and asked on a click. */

import type { ReactNode } from "react";
import type { Service } from "../../../core/models/index.ts";
import { useModelTexts } from "../text/texts.ts";
import { shortSentence } from "./service-error.ts";
import { TryAgain } from "./try-again.tsx";

interface AwayProps {
  services: readonly Service[];
  /** As in `TryAgain`. */
  onTry: () => Promise<void>;
}

export function AwayServices({ services, onTry }: AwayProps): ReactNode {
  const texts = useModelTexts();
  if (services.length === 0) return null;
  return (
    <ul className="menu-away" aria-label={texts.awayServices}>
      {services.map((service) => (
        <li key={service.id}>
          <div>
            <div className="menu-heading" dir="auto">
              {service.name}
            </div>
            <div className="menu-note" role="status">
              {service.status === null ? (
                texts.notReplied
              ) : (
                <>
                  <span className="wrong">{shortSentence(texts, service)}</span>{" "}
                  <q lang="">{service.status}</q>
                </>
              )}
            </div>
          </div>
          <TryAgain name={service.name} onTry={onTry} />
        </li>
      ))}
    </ul>
  );
}
