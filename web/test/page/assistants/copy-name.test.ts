import { expect, test } from "vitest";
import { copyName } from "../../../src/page/assistants/assistants-page.tsx";

const copyOf = (name: string): string => `${name} (copy)`;

test("a copy has the name of what it was made of, and an end that tells them apart", () => {
  expect(copyName("Ferryman", copyOf)).toBe("Ferryman (copy)");
  const long = copyName("🏞".repeat(100), copyOf);
  expect(long).toBe(`${"🏞".repeat(93)} (copy)`);
  expect([...long]).toHaveLength(100);
});
