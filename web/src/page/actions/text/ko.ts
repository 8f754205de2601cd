/** What the menu of a conversation says in Korean. */

import type { ActionTexts } from "./en.ts";

const number = new Intl.NumberFormat("ko");

export const ko: ActionTexts = {
  pin: "고정",
  unpin: "고정 해제",
  share: "공유…",
  shareLink: "공유",
  shareFile: "파일로 보내기…",
  exportMarkdown: "Markdown으로 내보내기",
  exportJson: "JSON으로 내보내기",
  select: "여러 개 선택",
  deleteForever: "영구 삭제…",

  foreverTitle: "영구 삭제",
  foreverQuestion: (title) =>
    `‘${title}’ 대화의 질문과 답변을 지금 모두 지웁니다. 복원할 수 없습니다.`,
  foreverSure: "영구 삭제",

  selected: (count) => `${number.format(count)}개 선택됨`,
  selectAll: "모두 선택",
  done: "완료",

  deleted: (title, count) =>
    count === 1
      ? `‘${title}’ 대화를 삭제했습니다`
      : `대화 ${number.format(count)}개를 삭제했습니다`,
  undo: "실행 취소",
  restoring: (left) =>
    left === 1 ? "복원하는 중…" : `대화 ${number.format(left)}개를 복원하는 중…`,

  delete: "삭제",
  rename: "이름 변경",
  title: "제목",
};
