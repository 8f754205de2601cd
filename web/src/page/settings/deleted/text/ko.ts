/** 한국어: what is said in Korean of deleted conversations. */

import type { DeletedTexts } from "./en.ts";

const time = new Intl.DateTimeFormat("ko", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("ko", { month: "short", day: "numeric" });

export const ko: DeletedTexts = {
  title: "최근 삭제한 대화",
  hint: "삭제한 대화는 30일 동안 복원할 수 있습니다. 그 뒤에는 영구 삭제됩니다.",
  none: "최근 30일 동안 삭제한 대화가 없습니다",
  deletedAt: (when, today) =>
    today ? `오늘 ${time.format(when)}에 삭제` : `${day.format(when)}에 삭제`,
  goneIn: (days) => (days === 1 ? "하루 안에 영구 삭제" : `${days}일 후 영구 삭제`),
  open: "열기",
  restored: "복원됨",
  announceRestored: (title) => `‘${title}’ 대화를 복원했습니다`,
};
