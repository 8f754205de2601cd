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
  },
  share: (share) => percent.format(share),
  ready: "글이 입력창에 들어갔습니다. 보내기 전에 확인해 주세요.",
  unsure: "글이 입력창에 들어갔습니다. 알아보기 어려운 사진이니 낱말마다 확인해 주세요.",
  failed: {
    other:
      "이런 파일은 읽을 수 없습니다. 사진, PDF, DOCX, HWPX, 텍스트, 마크다운, CSV, 코드를 읽을 수 있습니다.",
    heic: "이 브라우저는 HEIC 사진을 읽지 못합니다. JPEG로 저장하거나 화면을 캡처해서 올려 주세요.",
    unreadable: "파일이 깨졌거나 이름과 다른 종류입니다.",
    unreachable: "파일을 읽는 데 필요한 것을 받아 오지 못했습니다. 서버가 켜져 있나요?",
    broken: "파일을 읽지 못했습니다. 더 작은 파일로 해 보세요.",
    empty: "글자를 찾지 못했습니다.",
  },
  remove: (name) => `${name} 빼기`,
  moveUp: (name) => `${name} 위로`,
  moveDown: (name) => `${name} 아래로`,
};
