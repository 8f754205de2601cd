/** 한국어: what links to conversations say in Korean. */

import type { SharingTexts } from "./en.ts";

const number = new Intl.NumberFormat("ko");
const day = new Intl.DateTimeFormat("ko", { dateStyle: "medium" });
const dayAndTime = new Intl.DateTimeFormat("ko", { dateStyle: "medium", timeStyle: "short" });

const messages = (count: number) => `메시지 ${number.format(count)}개`;

export const ko: SharingTexts = {
  share: "공유",
  what: (count) =>
    `링크를 아는 사람은 누구나 로그인하지 않고 이 대화의 지금 내용(${messages(count)})을 읽을 수 있습니다. 이후에 쓰는 내용은 추가되지 않습니다.`,
  withThinking: "모델의 생각 과정 포함",
  withInstructions: "지침 포함",
  life: "링크 유효 기간",
  days: (count) => (count === 365 ? "1년" : `${number.format(count)}일`),
  make: "링크 만들기",
  growing: "마지막 답변이 아직 작성되고 있습니다. 답변이 끝난 뒤 공유해 주세요.",
  empty: "아직 공유할 내용이 없습니다.",
  link: "이 대화의 링크",
  linkHint: (until) =>
    `지금만 볼 수 있으니 복사해 두세요. ${dayAndTime.format(until)}까지 쓸 수 있으며, 링크를 취소하거나 대화를 삭제하면 바로 끊깁니다.`,
  onlyHere:
    "이 컴퓨터에서만 열리는 주소로 접속해 있어 다른 사람은 이 링크를 열 수 없습니다. 다른 사람이 쓰는 주소로 접속해 링크를 만들어 주세요.",
  copyLink: "링크 복사",
  send: "보내기…",
  links: "이 대화의 링크 목록",

  sharedLinks: "공유한 링크",
  sharedLinksHint:
    "링크를 아는 사람은 누구나 로그인하지 않고 내용을 읽을 수 있습니다. 링크는 만들 때 한 번만 표시되므로, 잃어버렸다면 새로 만들어 주세요.",
  none: "공유한 대화가 없습니다.",
  made: (at) => `${dayAndTime.format(at)}에 만듦`,
  until: (at) => `${day.format(at)}까지`,
  messages,
  thinking: "생각 과정 포함",
  instructions: "지침 포함",
  revoke: "공유 취소",
  revokeNamed: (what) => `공유 취소: ${what}`,
  sure: "정말 취소할까요?",
  revoked: "공유를 취소했습니다.",

  shared: (at, count) => `${day.format(at)} 공유 · ${messages(count)}`,
  question: "질문",
  instructionsTitle: "지침",
  copyMarkdown: "Markdown으로 복사",
  foot: (until) =>
    `언어 모델과 나눈 대화의 사본이며, 모델의 답변은 틀릴 수 있습니다. 링크는 ${day.format(until)}까지 열립니다.`,
  gone: "열 수 없는 링크입니다",
  goneHint:
    "기한이 지났거나 공유가 취소되었습니다. 주소의 일부가 빠졌을 수도 있습니다. 링크를 보낸 사람에게 새 링크를 부탁해 주세요.",
  later: "이 네트워크에서 링크를 너무 많이 열었습니다",
  laterHint: "잠시 후 다시 시도해 주세요.",
};
