/** What went wrong with the last thing the user did. */

import type { ReactNode } from "react";
import type { ApiError } from "../../protocol/index.ts";
import { useTexts } from "../text/texts.tsx";
import { IconButton } from "./icon-button.tsx";
import { Icon } from "./icons.tsx";
import { Reason } from "./reason.tsx";

export function ErrorBar({
  error,
  sentence,
  onDismiss,
  children,
}: {
  error: ApiError | null;
  /** As in `Reason`. */
  sentence?: string | undefined;
  onDismiss: () => void;
  /** What helps against it. */
  children?: ReactNode;
}): ReactNode {
  const texts = useTexts();
  if (error === null) return null;
  return (
    <div className="error-bar" role="alert">
      <Icon name="warning" />
      <Reason code={error.code} detail={error.message} sentence={sentence} />
      {children}
      <IconButton label={texts.dismiss} icon="close" onClick={onDismiss} />
    </div>
  );
}
