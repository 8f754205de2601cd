/** 한국어: the Korean texts of the exhibit. */

import type { ExhibitTexts } from "./en.ts";

const number = new Intl.NumberFormat("ko");

export const ko: ExhibitTexts = {
  title: "서른 줄과 여울",
  hint: "둘 다 실제로 실행됩니다. 이 서버가 있는 컴퓨터에서 서버를 하나씩 따로 켜고, 같은 답변을 같은 속도로 보냅니다. 장애는 양쪽에 똑같이 일어나며, 다른 스트림은 건드리지 않습니다.",
  starting: "서버 두 개를 켜는 중입니다…",
  gone: "서버 두 개가 꺼져 있습니다. 한동안 사용하지 않으면 저절로 꺼집니다.",
  again: "다시 시도",
  ask: "둘 다에게 질문하기",
  kill: "서버 강제 종료",
  thirtyLines: "서른 줄",
  fromTheBeginning: "처음부터 다시 질문하기",
  states: {
    idle: "아직 질문하지 않음",
    growing: "답변 작성 중",
    ended: "답변이 모두 도착함",
  },
  dead: (error) => `멈춤: ${error}`,
  characters: "글자",
  of: (count, whole) => `${number.format(count)} / ${number.format(whole)}`,
  requests: "요청",
  lost: "잃음",
  doubled: "중복",
  serverCode: "서른 줄: 서버",
  copyCode: "코드 복사",
  clientCode: "서른 줄: 클라이언트",
};
