/** 한국어: what settings, options and shortcuts say in Korean. */

import { fileSize } from "../../text/file-size.ts";
import type { SettingsTexts } from "./en.ts";

const number = new Intl.NumberFormat("ko");
const size = fileSize("ko");
const time = new Intl.DateTimeFormat("ko", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("ko", { month: "short", day: "numeric" });

export const ko: SettingsTexts = {
  theme: "테마",
  themeSystem: "시스템",
  themeLight: "밝게",
  themeDark: "어둡게",
  language: "언어",
  languageBrowser: "브라우저 설정 따름",

  connectModel: "모델 연결",
  downloadModel: "모델 받기",
  modelUsedLast: "마지막으로 사용한 모델",
  modelGone: (id) => `${id} (지금은 사용할 수 없음)`,
  instructions: "지침",
  globalInstructionsExample: "짧고 쉬운 말로 답해 주세요.",
  globalInstructionsHint:
    "새 대화를 시작할 때마다 모델에 전달됩니다. 대화별 옵션에서 따로 바꿀 수 있습니다.",
  instructionsHint: "이 대화에서는 어떻게 답하면 좋을까요?",
  parameters: {
    temperature: "온도(Temperature)",
    top_p: "Top-p(누적 확률)",
    max_tokens: "답변 최대 토큰 수",
    seed: "시드",
  },
  numberBetween: ({ min, max, whole, above }) =>
    `${number.format(min)}${above ? " 초과" : " 이상"} ${number.format(max)} 이하의 ${whole ? "정수" : "숫자"}`,
  range: ({ min, max, above }) =>
    `${number.format(min)}${above ? " 초과" : "부터"} ${number.format(max)}${above ? " 이하" : "까지"}`,
  asTheModel: "기본값",
  thinkFirst: "답하기 전에 생각하기",
  on: "켬",
  off: "끔",
  save: "저장",

  notices: "알림",
  noticesNever: "끄기",
  noticesWhenHidden: "긴 답변이 끝나면 알리기",
  noticesHint:
    "페이지가 보이지 않는 동안 10초 넘게 걸린 답변이 끝났을 때만 알립니다. 알림에는 대화 제목이 표시됩니다.",
  noticesOn: "알림을 켰습니다",
  noticesRefused:
    "이 브라우저에서는 이 페이지의 알림을 쓸 수 없습니다. 브라우저의 사이트 설정에서 알림을 허용해 주세요. HTTPS가 아닌 주소에서는 알림을 쓸 수 없습니다.",

  transport: "전송 방식",
  transportAuto: "자동",
  lesson: "답변이 만들어지고 도착하는 과정 배우기",
  transportLongPolling: "롱 폴링",
  transportPolling: "폴링",
  transportHint:
    "답변을 이 화면으로 받는 방식입니다. ‘자동’은 연결되는 방식 중 가장 빠른 것을 사용합니다.",

  data: "내 데이터",
  storedByServer: "서버의 데이터 폴더",
  storedUnknown: "지금은 서버에 저장된 내용을 확인할 수 없습니다.",
  storedConversations: (count, file, bytes) =>
    `${file} 파일에 대화 ${number.format(count)}개 (${size(bytes)})`,
  storedCount: (count) => `내 대화 ${number.format(count)}개`,
  storedEvents: (file, bytes) =>
    `${file} 파일에 작성 중이거나 끝난 지 10분이 안 된 답변 (${size(bytes)})`,
  storedDeleted: (count) =>
    `삭제한 대화 ${number.format(count)}개 (삭제 후 30일이 지나면 완전히 지워집니다)`,
  storedHere: "이 브라우저",
  storedHereWhat:
    "설정과 지침, 전송을 기다리는 질문(localStorage), 작성 중인 글(sessionStorage, 탭을 닫으면 삭제). 대화를 영구 삭제하면 그 대화에 속한 것도 함께 지워집니다.",
  storedHereOut: "로그아웃하면 지침과 대기 중인 질문, 작성 중인 글이 삭제됩니다.",
  sentOn: "외부 전송",
  sentOnWhat:
    "서버에 내장된 모델은 모든 내용을 그 기기 안에서 처리합니다. 외부 서비스의 모델을 쓰면 해당 대화가 그 서비스로 전송됩니다. 그 밖에는 어디에도 보내지 않습니다.",
  exportAll: "모두 내보내기",
  exporting: (bytes) => `내보내는 중… ${size(bytes)}`,
  againToExport: "모든 것을 내보내려면 한 번 더 로그인해 주세요.",
  progress: (done, all) => `${number.format(all)}개 중 ${number.format(done)}개…`,
  deleteAll: "모두 삭제",
  deleteAllQuestion: "모든 대화를 삭제합니다. 30일 동안 ‘최근 삭제한 대화’에서 복원할 수 있습니다.",
  deleteAllSure: "정말 모두 삭제",

  shortcutSend: "메시지 보내기",
  shortcutBreak: "줄 바꾸기",
  shortcutsHint:
    "Esc를 누르면 열려 있는 창이나 수정 중인 내용이 먼저 닫히고, 그다음에 답변이 중지됩니다. 버전 단축키는 포커스가 있는 메시지에, 없으면 버전이 여러 개인 마지막 메시지에 적용됩니다.",
  commands: {
    newChat: "새 채팅 시작",
    search: "대화 검색",
    focusMessage: "메시지 입력란으로 이동",
    stop: "답변 중지",
    previousVersion: "이전 버전 보기",
    nextVersion: "다음 버전 보기",
    pauseTokens: "토큰 일시 정지/따라가기",
    sidebar: "사이드바 열기/닫기",
    help: "이 단축키 목록 보기",
  },

  import: {
    open: "가져오기…",
    title: "대화 가져오기",
    hint: "ChatGPT에서 내보낸 ZIP 파일, 그 안의 conversations.json, 또는 여울에서 내보낸 파일을 선택하세요.",
    again:
      "시각, 제목, 갈래, 모델 이름이 그대로 남습니다. 그림은 여울에서 내보낸 파일에서만 가져옵니다. 같은 파일을 다시 가져와도 중복되지 않습니다.",
    choose: "파일 선택",
    running: "가져오는 중…",
    imported: (count) => `대화 ${number.format(count)}개를 가져옴`,
    extended: (count) => `${number.format(count)}개 이어짐`,
    unchanged: (count) => `${number.format(count)}개 이미 있음`,
    empty: (count) => `${number.format(count)}개 내용 없음`,
    assistants: (count) => `어시스턴트 ${number.format(count)}개`,
    refusedCount: (count) => `${number.format(count)}개 가져오지 못함`,
    refused: (title, reason) => `‘${title}’: ${reason}`,
    nothing: "이 파일에는 대화가 없거나, 알 수 없는 형식입니다.",
    damaged:
      "파일이 손상되어 그 뒤를 읽을 수 없습니다. 앞부분은 가져왔습니다. 다시 내보내거나 내려받으세요.",
  },

  deleted: {
    title: "최근 삭제한 대화",
    hint: "삭제한 대화는 30일 동안 복원할 수 있습니다. 그 뒤에는 영구 삭제됩니다.",
    none: "최근 30일 동안 삭제한 대화가 없습니다",
    deletedAt: (when, today) =>
      today ? `오늘 ${time.format(when)}에 삭제` : `${day.format(when)}에 삭제`,
    goneIn: (days) => (days === 1 ? "하루 안에 영구 삭제" : `${days}일 후 영구 삭제`),
    open: "열기",
    restore: "복원",
    restored: "복원됨",
    forever: "영구 삭제",
    foreverQuestion: "지금 영구 삭제할까요? 복원할 수 없습니다.",
    announceRestored: (title) => `‘${title}’ 대화를 복원했습니다`,
  },
};
