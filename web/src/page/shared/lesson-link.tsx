/** A "?" that leads to a step of the lesson, in a window of its own: what is open here stays. */

import type { ReactNode } from "react";
import { lessonPath } from "./late-addresses.ts";

export function LessonLink({ step, label }: { step: number; label: string }): ReactNode {
  return (
    <a
      className="lesson-link"
      href={lessonPath(step)}
      target="_blank"
      rel="noreferrer"
      aria-label={label}
      title={label}
    >
      ?
    </a>
  );
}
