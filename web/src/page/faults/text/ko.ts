/** 한국어: the Korean texts of the faults. */

import type { FaultsTexts } from "./en.ts";

const number = new Intl.NumberFormat("ko");
const at = (id: string | null): string => (id === null ? "" : `이벤트 ${id}에서 `);

export const ko: FaultsTexts = {
  title: "장애",
  hint: "이 창에서 이 답변의 연결만 고장 내고, 여울이 어떻게 대처하는지 확인해 보세요. 다른 연결에는 영향이 없습니다.",
  lesson: "어떻게 가능한지 배우기",
  reader:
    "‘화면 멈추기’는 이 화면에서 답변을 받는 부분을 멈춥니다. 3초 동안 사라졌다가, 새로고침한 것처럼 대화를 다시 읽고 거기서부터 이어받습니다.",
  needsGrowing: "작성 중인 답변이 있어야 합니다. 질문한 뒤 다시 와 주세요.",
  names: {
    cut: "연결 끊기",
    silence: "3초 침묵",
    buffering: "모았다 보내는 프록시",
    reader: "화면 멈추기",
  },
  happened: {
    cut: (id) => `${at(id)}끊김`,
    silence: (id) => `${at(id)}3초 동안 침묵`,
    buffering: (id) => `${at(id)}붙잡혔다가 덩어리로 도착`,
    reader: (id) => `${at(id)}화면이 멈춤`,
  },
  askedAgain: (after, seconds) =>
    after === null ? `${seconds}초 뒤 다시 요청` : `${seconds}초 뒤 ${after} 다음부터 다시 요청`,
  fromConversation: (first, last) =>
    first === last ? `${first}은 대화에서 읽음` : `${first}부터 ${last}까지는 대화에서 읽음`,
  turnedTo: (name) => `${name} 방식으로 이어짐`,
  wentOn: (seconds) => `${seconds}초 뒤 다음 이벤트 도착`,
  overtaken: "다른 것이 오기 전에 다음 장애가 시작됨",
  checking: "확인 대기",
  whole: "잃은 것도, 두 번 온 것도 없음",
  damaged: (lost, doubled) => `잃음 ${number.format(lost)}개, 중복 ${number.format(doubled)}개`,
  checked: (count, requests) =>
    `서버에 있는 이벤트와 비교했습니다. 요청 ${number.format(requests)}회로 ${number.format(count)}개가 도착했습니다.`,
};
