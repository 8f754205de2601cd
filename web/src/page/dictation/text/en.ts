/** What is said of dictation, in English. */

export const en = {
  dictate: "Dictate",
  stopDictation: "Stop dictation",
  listening: "Listening… The sound stays on this machine.",
  refused: "The browser does not let this page use the microphone. Allow it beside the address.",
  noMicrophone: "No microphone was found.",
  nothingHeard: "Nothing was heard.",
  broken: "The browser cannot take dictation at present.",
};

export type DictationTexts = typeof en;
