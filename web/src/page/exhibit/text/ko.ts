/** 한국어: the Korean texts of the exhibit. */

import type { ExhibitTexts } from "./en.ts";

const number = new Intl.NumberFormat("ko");

export const ko: ExhibitTexts = {
  title: "서른 줄과 여울",
  hint: "둘 다 실제로 실행됩니다. 이 서버가 있는 컴퓨터에서 서버를 하나씩 따로 켜고, 같은 답변을 같은 속도로 보냅니다. 장애는 양쪽에 똑같이 일어나며, 다른 스트림은 건드리지 않습니다. 글자를 비교할 수 있도록 도착한 글을 꾸미지 않고 그대로 보여 줍니다.",
  question: "양쪽에 보내는 질문:",
  starting: "서버 두 개를 켜는 중입니다…",
  gone: "서버 두 개가 꺼져 있습니다. 한동안 사용하지 않으면 저절로 꺼집니다.",
  again: "다시 시도",
  ask: "양쪽에 질문하기",
  kill: "서버 강제 종료",
  thirtyLines: "서른 줄",
  fromTheBeginning: "처음부터 다시 질문하기",
  states: {
    idle: "아직 질문하지 않음",
    growing: "답변 작성 중",
    ended: "답변이 모두 도착함",
  },
  dead: "멈춤: 연결이 끊겨 나머지를 잃음",
  characters: "글자",
  of: (count, whole) => `${number.format(count)} / ${number.format(whole)}`,
  requests: "요청",
  lost: "잃음",
  doubled: "중복",
  anew: "다시 받음",
  pause: "가장 긴 멈춤",
  seconds: (ms) => `${(ms / 1_000).toFixed(1)}초`,
  survived:
    "서버가 다시 켜지면서 디스크의 로그에서 답변을 찾아 이어 썼고, 화면은 마지막으로 받은 이벤트의 다음부터 다시 요청했습니다.",
  serverCode: "서른 줄: 서버",
  copyCode: "코드 복사",
  clientCode: "서른 줄: 클라이언트",
};
