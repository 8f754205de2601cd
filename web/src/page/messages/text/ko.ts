/** 한국어: why an answer is not whole, in Korean. */

import type { NoticeTexts } from "./en.ts";

const number = new Intl.NumberFormat("ko");

export const ko: NoticeTexts = {
  stopped: "중지됨",
  interrupted: "답변이 중단되었습니다",
  failed: "답변에 실패했습니다",
  cutAtLength: "답변이 길이 제한에 도달했습니다",
  wentInCircles: "모델이 같은 말을 되풀이해서 답변을 여기서 끝냈습니다",
  filtered: "모델 서비스가 나머지 내용을 보내지 않았습니다",
  onlyThought: "모델이 생각만 하고 답변은 쓰지 않았습니다",
  calls: () =>
    "모델이 위 도구의 호출을 요청했습니다. 호출은 모델과 대화하는 프로그램의 몫이며, 여울은 도구를 직접 호출하지 않습니다.",
  noArguments: "인수 없음",
  omitted: (count: number) =>
    `이 모델이 처리하기에 대화가 너무 길어 가장 오래된 메시지 ${number.format(count)}개는 전달하지 않았습니다.`,
  continue: "계속",
  readInstead: "글로 읽어서 보내기",
};
