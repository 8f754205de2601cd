/** 한국어: what comes late of what a conversation says, in Korean. */

import type { ConversationTexts } from "./en.ts";

export const ko: ConversationTexts = {
  conversationDeleted: "삭제된 대화입니다.",
  deletedHint: "삭제한 날부터 30일 동안 복원할 수 있습니다.",
  lost: "이 주소에는 페이지가 없습니다",
  notFound: "대화를 찾을 수 없습니다",
  notFoundHint: "주소가 잘못되었거나, 삭제한 지 30일이 지난 대화일 수 있습니다.",
  restore: "복원",
  tokens: "단어 선택 과정",
  tokensHint: "단어 선택 과정: 모델이 단어를 하나씩 고르는 모습 보기",
  announceStarted: "답변이 시작되었습니다",
  announceFinished: "답변이 완료되었습니다",
  announceStopped: "답변을 중지했습니다",
  announceFailed: "답변에 실패했습니다",
};
