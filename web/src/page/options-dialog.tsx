/** What holds for one conversation: its instructions, its model's parameters, and its files. */

import { type ReactNode, useState } from "react";
import { conversationMarkdown, conversationsJson, fileName } from "../core/index.ts";
import type { ConversationSummary } from "../protocol/index.ts";
import { useClient } from "../react/index.ts";
import { Dialog } from "./dialog.tsx";
import { download } from "./download.ts";
import { useTexts } from "./text/texts.tsx";

interface OptionsProps {
  summary: ConversationSummary;
  onClose: () => void;
}

export function OptionsDialog({ summary, onClose }: OptionsProps): ReactNode {
  const texts = useTexts();
  const client = useClient();
  const [system, setSystem] = useState(summary.system ?? "");
  const [temperature, setTemperature] = useState(textOf(summary.parameters?.temperature));
  const [maxTokens, setMaxTokens] = useState(textOf(summary.parameters?.max_tokens));
  const save = (): void => {
    const parameters = {
      ...summary.parameters,
      temperature: numberOf(temperature),
      max_tokens: numberOf(maxTokens),
    };
    void client.list.change(summary.id, { system: system.trim() || null, parameters });
    onClose();
  };
  const exportAs = async (extension: "md" | "json"): Promise<void> => {
    const whole = await client.api.conversation(summary.id).catch(() => null);
    if (whole === null) return;
    const text =
      extension === "md"
        ? conversationMarkdown(whole, { question: texts.question, answer: texts.answer })
        : conversationsJson([whole]);
    download(fileName(whole.title, extension), text);
  };
  return (
    <Dialog title={texts.options} onClose={onClose}>
      <form
        className="options"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <label>
          <span>{texts.instructions}</span>
          <textarea
            rows={4}
            value={system}
            maxLength={20_000}
            placeholder={texts.instructionsHint}
            onChange={(event) => setSystem(event.target.value)}
          />
        </label>
        <div className="options-row">
          <label>
            <span>{texts.temperature}</span>
            <input
              type="number"
              {...{ min: 0, max: 2, step: 0.1 }}
              value={temperature}
              placeholder={texts.asTheModel}
              onChange={(event) => setTemperature(event.target.value)}
            />
          </label>
          <label>
            <span>{texts.maxTokens}</span>
            <input
              type="number"
              {...{ min: 1, max: 1_000_000, step: 1 }}
              value={maxTokens}
              placeholder={texts.asTheModel}
              onChange={(event) => setMaxTokens(event.target.value)}
            />
          </label>
        </div>
        <div className="options-foot">
          <button type="button" onClick={() => void exportAs("md")}>
            {texts.exportMarkdown}
          </button>
          <button type="button" onClick={() => void exportAs("json")}>
            {texts.exportJson}
          </button>
          <button type="submit" className="primary">
            {texts.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function textOf(value: number | null | undefined): string {
  return value == null ? "" : String(value);
}

function numberOf(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}
