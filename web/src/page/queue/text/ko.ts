/** 한국어: what is said of questions that wait, in Korean. */

import type { QueueTexts } from "./en.ts";

export const ko: QueueTexts = {
  queued: "대기 중",
  queuedQuestions: "대기 중인 질문",
  notSent: "보내지 않음",
  held: {
    stopped: "답변을 중지하여 보내지 않았습니다",
    failed: "답변에 실패하여 보내지 않았습니다",
    refused: "서버가 받지 않아 보내지 못했습니다",
    edited: "수정하는 중",
  },
  count: (count) => `질문 ${count}개가 대기 중입니다`,
  edit: "대기 중인 질문 수정",
  save: "저장",
  cancel: "취소",
  takeBack: "되돌리기",
  sendNow: "지금 보내기",
};
