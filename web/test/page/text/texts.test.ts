// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { en as actions } from "../../../src/page/actions/text/en.ts";
import { en as notices } from "../../../src/page/messages/text/en.ts";
import { en } from "../../../src/page/text/en.ts";
import { ko } from "../../../src/page/text/ko.ts";
import {
  browserLanguage,
  LANGUAGES,
  type Language,
  loadTexts,
} from "../../../src/page/text/texts.tsx";

function keys(value: object, prefix = ""): string[] {
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? keys(each, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}

test.each(Object.keys(LANGUAGES))("%s says everything, and says it in words", async (tag) => {
  const { language, texts } = await loadTexts(tag as Language);
  expect(language).toBe(tag);
  expect(keys(texts).sort()).toEqual(keys(en).sort());
  for (const each of Object.values(texts)) {
    if (typeof each === "string") expect(each.trim()).not.toBe("");
  }
  expect(texts.suggestions).toHaveLength(en.suggestions.length);
});

test("Korean texts are Korean", () => {
  const same = Object.entries(ko).filter(
    ([key, each]) => typeof each === "string" && each === en[key as keyof typeof en],
  );
  expect(same).toEqual([]);
});

test("the accessible names that others rely on stay what they are", () => {
  expect([en.message, en.send, en.stop, en.newChat, en.regenerate, en.editMessage]).toEqual([
    ...["Message", "Send", "Stop", "New chat", "Regenerate", "Edit message"],
  ]);
  expect([en.copy, en.copyCode, en.previousVersion, en.nextVersion, notices.continue]).toEqual([
    ...["Copy", "Copy code", "Previous version", "Next version", "Continue"],
  ]);
  expect([en.retry, en.model, en.settings, actions.delete, actions.rename]).toEqual([
    ...["Retry", "Model", "Settings", "Delete", "Rename"],
  ]);
  expect([en.conversations, en.searchConversations, en.conversation]).toEqual([
    ...["Conversations", "Search conversations", "Conversation"],
  ]);
});

test("the first of the browser's languages that there is, is spoken", () => {
  expect(browserLanguage(["ko-KR", "en"])).toBe("ko");
  expect(browserLanguage(["fr", "ko"])).toBe("ko");
  expect(browserLanguage(["en-GB", "ko"])).toBe("en");
  expect(browserLanguage(["fr"])).toBe("en");
  expect(browserLanguage(["constructor"])).toBe("en");
});
