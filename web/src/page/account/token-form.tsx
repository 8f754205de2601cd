/** The form by which a token is made: what it is for, what it allows, and for how long. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { TokenScope, TokenWish } from "../../core/accounts/index.ts";
import { useMe } from "../person/use-me.ts";
import { Icon } from "../shared/icons.tsx";
import { LineField } from "./form-parts.tsx";
import { useAccountTexts } from "./text/texts.ts";

const SCOPES: readonly TokenScope[] = ["ask", "read", "write"];
const ADMIN_SCOPES: readonly TokenScope[] = [...SCOPES, "metrics"];
/** null: until it is revoked. */
const LIVES: readonly (number | null)[] = [7, 30, 90, 365, null];
const MAX_NAME_CHARS = 100;

const BLANK: TokenWish = { name: "", scopes: ["ask", "read"], expires_in_days: 90 };

interface FormProps {
  disabled: boolean;
  /** `onMade` is to be called once it is made: until then what was typed stays. */
  onMake: (wish: TokenWish, onMade: () => void) => void;
  /** What went wrong, above the button. */
  children: ReactNode;
}

export function TokenForm({ disabled, onMake, children }: FormProps): ReactNode {
  const { tokens: texts } = useAccountTexts();
  const isAdmin = useMe().role === "admin";
  const id = useId();
  const [wish, setWish] = useState(BLANK);
  const tick = (scope: TokenScope, on: boolean): void => {
    const others = wish.scopes.filter((each) => each !== scope);
    setWish({ ...wish, scopes: on ? [...others, scope] : others });
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    onMake({ ...wish, name: wish.name.trim() }, () => setWish(BLANK));
  };
  return (
    <form className="account-part" onSubmit={onSubmit}>
      <h3>{texts.another}</h3>
      <LineField
        label={texts.name}
        hint={texts.nameHint}
        value={wish.name}
        maxLength={MAX_NAME_CHARS}
        autoComplete="off"
        required
        onChange={(event) => setWish({ ...wish, name: event.target.value })}
      />
      <fieldset className="ticks">
        <legend>{texts.may}</legend>
        {(isAdmin ? ADMIN_SCOPES : SCOPES).map((scope) => (
          <label key={scope} className="tick">
            <input
              type="checkbox"
              checked={wish.scopes.includes(scope)}
              onChange={(event) => tick(scope, event.target.checked)}
            />
            {texts.scopes[scope].does}
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={id}>{texts.life}</label>
        <div className="select">
          <select
            id={id}
            value={String(wish.expires_in_days)}
            onChange={({ target }) =>
              setWish({ ...wish, expires_in_days: LIVES[target.selectedIndex] ?? null })
            }
          >
            {LIVES.map((days) => (
              <option key={days} value={String(days)}>
                {days === null ? texts.forever : texts.days(days)}
              </option>
            ))}
          </select>
          <Icon name="chevron" />
        </div>
      </div>
      {children}
      <div className="dialog-foot">
        <button
          type="submit"
          className="primary"
          disabled={disabled || wish.name.trim() === "" || wish.scopes.length === 0}
        >
          {texts.make}
        </button>
      </div>
    </form>
  );
}
