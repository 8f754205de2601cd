/** A link to a step of the lesson, in a window of its own: what is open here stays. None in the lesson itself. */

import type { ReactNode } from "react";
import { lessonPath } from "./late-addresses.ts";

interface LinkProps {
  step: number;
  /** What is read out, where what is seen is a sign. */
  label?: string;
  children: ReactNode;
}

export function LessonLink({ step, label, children }: LinkProps): ReactNode {
  const path = lessonPath(step);
  if (path.startsWith(`${location.pathname}#`)) return null;
  return (
    <a
      className="link"
      href={path}
      target="_blank"
      rel="noreferrer"
      aria-label={label}
      title={label}
    >
      {children}
    </a>
  );
}
