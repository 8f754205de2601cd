/** 한국어: what is said of dictation, in Korean. */

import type { DictationTexts } from "./en.ts";

export const ko: DictationTexts = {
  dictate: "받아쓰기",
  stopDictation: "받아쓰기 끝내기",
  listening: "듣고 있어요… 소리는 이 기기 밖으로 나가지 않습니다.",
  refused: "브라우저가 마이크 사용을 막았습니다. 주소창 옆에서 마이크를 허용해 주세요.",
  noMicrophone: "마이크를 찾을 수 없습니다.",
  nothingHeard: "아무 말도 들리지 않았습니다.",
  broken: "지금은 브라우저에서 받아쓰기를 할 수 없습니다.",
};
