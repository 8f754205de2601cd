/** 한국어: what is said of reading aloud and of notices, in Korean. */

import type { ReadingTexts } from "./en.ts";

export const ko: ReadingTexts = {
  readAloud: "소리 내어 읽기",
  stopReading: "읽기 중지",
  answerEnded: "답변이 완료되었습니다",
  answerFailed: "답변에 실패했습니다",
};
