/** A button that shows an icon: its name is read out, and comes up below a resting pointer. */

import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { type Drawing, Icon, type IconName } from "./icons.tsx";

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  icon: IconName | Drawing;
  /** What comes up below the pointer; default: the name. */
  title?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon, title, className, ...rest }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={className === undefined ? "quiet" : `quiet ${className}`}
      aria-label={label}
      title={title ?? label}
    >
      <Icon name={icon} />
    </button>
  );
}
