/** What went wrong with the last thing the user did. */

import type { ReactNode } from "react";
import type { ApiError } from "../../protocol/index.ts";
import { useTexts } from "../text/texts.tsx";
import { IconButton } from "./icon-button.tsx";
import { Icon } from "./icons.tsx";
import { Reason } from "./reason.tsx";

export function ErrorBar({
  error,
  onDismiss,
}: {
  error: ApiError | null;
  onDismiss: () => void;
}): ReactNode {
  const texts = useTexts();
  if (error === null) return null;
  return (
    <div className="error-bar" role="alert">
      <Icon name="warning" />
      <Reason code={error.code} detail={error.message} />
      <IconButton label={texts.dismiss} icon="close" onClick={onDismiss} />
    </div>
  );
}
