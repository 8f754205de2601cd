/** 한국어: what is said of added files, in Korean. */

import type { FilesTexts } from "./en.ts";

const percent = new Intl.NumberFormat("ko", { style: "percent" });

export const ko: FilesTexts = {
  attach: "첨부",
  files: "첨부한 파일",
  waiting: "기다리는 중",
  steps: {
    loading: "글자 인식기를 받아 오는 중…",
    preparing: "사진을 다듬는 중…",
    reading: "글자를 읽는 중…",
    pages: "쪽을 읽는 중…",
  },
  share: (share) => percent.format(share),
  ready: "글이 입력창에 들어갔습니다. 보내기 전에 확인해 주세요.",
  unsure: "글이 입력창에 들어갔습니다. 알아보기 어려운 사진이니 낱말마다 확인해 주세요.",
  fits: (share) =>
    `이 모델에 보내는 질문 하나에는 앞부분 ${percent.format(share)}만 들어갑니다. 나머지는 뺐습니다.`,
  pagesFit: (first, last, count) =>
    `이 모델에 보내는 질문 하나에는 ${count}쪽 가운데 ${first}쪽부터 ${last}쪽까지만 들어갑니다.`,
  pages: "쪽",
  firstPage: (name) => `${name}의 첫 쪽`,
  lastPage: (name) => `${name}의 끝 쪽`,
  pageCount: (count) => `/ ${count}`,
  choosePages: "이만큼 읽기",
  instructions: {
    summarise: { label: "요약해 줘", text: "아래 글을 요약해 줘." },
    translate: {
      label: "번역해 줘",
      text: "아래 글을 한국어로 번역해 줘. 한국어라면 영어로 번역해 줘.",
    },
    correct: { label: "영어를 고쳐 줘", text: "아래 영어를 고치고, 고친 까닭을 설명해 줘." },
  },
  failed: {
    other:
      "이런 파일은 읽을 수 없습니다. 사진, PDF, DOCX, HWPX, 텍스트, 마크다운, CSV, 코드를 읽을 수 있습니다.",
    office:
      "이런 파일은 읽을 수 없습니다. 만든 프로그램에서 HWPX, DOCX, CSV나 PDF로 저장해서 올려 주세요.",
    heic: "이 브라우저는 HEIC 사진을 읽지 못합니다. JPEG로 저장하거나 화면을 캡처해서 올려 주세요.",
    unreadable: "파일이 깨졌거나 이름과 다른 종류입니다.",
    locked: "비밀번호가 걸린 PDF입니다. 비밀번호를 풀어 저장한 파일을 올려 주세요.",
    unreachable: "파일을 읽는 데 필요한 것을 받아 오지 못했습니다. 서버가 켜져 있나요?",
    broken: "파일을 읽지 못했습니다. 더 작은 파일로 해 보세요.",
    empty: "글자를 찾지 못했습니다.",
    full: "메시지에 더 들어갈 자리가 없습니다. 나누어 묻거나 더 많이 받는 모델을 골라 주세요.",
    lost: "서버에 올라가지 못했습니다. 뺀 다음 다시 첨부해 주세요.",
  },
  pictures: "사진",
  picture: "사진",
  asPicture: "사진 그대로",
  asText: "글로 읽기",
  sending: {
    preparing: "사진을 다듬는 중…",
    sending: "올리는 중…",
    ready: "메시지와 함께 보냅니다.",
  },
  many: (most) => `질문 하나에 사진은 ${most}장까지 넣을 수 있습니다.`,
  again: "다시 시도",
  againFor: (name) => `${name} 다시 올리기`,
  reads: "아직 읽고 있는 파일이 있습니다. 글이 입력창에 들어온 뒤에 보내 주세요.",
  waits: "사진이 다 올라가면 바로 보냅니다.",
  notSent: "올리지 못한 사진이 있습니다. 다시 시도하거나 빼 주세요.",
  blind: "이 모델은 사진을 보지 못합니다.",
  readInstead: "글로 읽어서 보내기",
  remove: (name) => `${name} 빼기`,
  moveUp: (name) => `${name} 위로`,
  moveDown: (name) => `${name} 아래로`,
};
