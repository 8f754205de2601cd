/** An assistant, as the server shows one. */

import type { Assistant } from "../../../src/protocol/index.ts";

export const FERRYMAN: Assistant = {
  id: "a1",
  name: "Ferryman",
  description: "Knows the river.",
  instructions: "You are a ferryman.",
  model: null,
  parameters: null,
  starters: ["Is it deep here?", "two\nlines"],
  shipped: false,
};
