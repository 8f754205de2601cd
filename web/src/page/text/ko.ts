/** 한국어: the Korean texts. */

import type { Texts } from "./en.ts";

const number = new Intl.NumberFormat("ko");
const time = new Intl.DateTimeFormat("ko", { timeStyle: "short" });
const dayAndTime = new Intl.DateTimeFormat("ko", { dateStyle: "medium", timeStyle: "short" });

export const ko: Texts = {
  appName: "여울",
  tagline: "말이 빠르게 흐르는 곳.",
  welcomeTitle: "무엇이 궁금하신가요?",
  suggestions: [
    "강이 골짜기를 만드는 과정을 설명해 줘",
    "이른 아침에 대한 짧은 시를 써 줘",
    "SSE와 WebSocket을 표로 비교해 줘",
    "파이썬으로 이진 탐색 코드를 보여 줘",
  ],

  message: "메시지",
  messagePlaceholder: "무엇이든 물어보세요",
  send: "보내기",
  queue: "답변이 끝나면 보내기",
  stop: "중지",
  stopping: "중지하는 중…",
  newChat: "새 채팅",
  regenerate: "다시 생성",
  editMessage: "메시지 수정",
  editing: "질문을 수정하고 있습니다. 이전 버전은 그대로 남습니다.",
  cancel: "취소",
  tooSoon:
    "아직 답변을 작성하고 있습니다. 입력한 글은 그대로 두었으니, 답변이 끝난 뒤에 보내거나 답변을 중지해 주세요.",
  fileRefused: (name) =>
    `‘${name}’ 파일은 넣을 수 없습니다. 200KB 이하의 텍스트 파일만 가능합니다.`,
  showMore: "더 보기",
  showLess: "접기",
  copy: "복사",
  copied: "복사됨",
  imageNotShown: (name: string) =>
    name === "" ? "(표시할 수 없는 이미지)" : `(표시할 수 없는 이미지: ${name})`,
  copyCode: "코드 복사",
  copyTable: "표 복사",
  wrapLines: "줄 바꿈",
  table: "표",
  code: "코드",
  backToText: (note) => `각주 ${note}에서 본문으로 돌아가기`,
  previousVersion: "이전 버전",
  nextVersion: "다음 버전",
  retry: "다시 시도",
  model: "모델",
  settings: "설정",
  streamInspector: "스트림 검사기",
  close: "닫기",
  dismiss: "닫기",
  toEnd: "맨 아래로",
  openMenu: "메뉴 열기",
  closeMenu: "메뉴 닫기",
  skip: "대화로 건너뛰기",

  conversations: "대화 목록",
  conversation: "대화",
  searchConversations: "대화 검색",
  noConversations: "아직 대화가 없습니다",
  nothingFound: "검색 결과가 없습니다",
  loadMore: "더 보기",
  pinned: "고정됨",
  temporary: "임시 대화",
  today: "오늘",
  yesterday: "어제",
  lastWeek: "지난 7일",
  older: "그 이전",
  loading: "불러오는 중…",
  loadFailed: "대화를 불러오지 못했습니다",

  question: "내 질문",
  answer: "답변",
  thoughts: "생각 과정",
  toolCall: "도구 호출",
  thoughtFor: (seconds: string) => `${seconds}초 동안 생각함`,
  phaseQueued: "차례를 기다리는 중",
  phaseQueuedAt: (position) => `차례를 기다리는 중(대기 ${position}번째)`,
  phaseConnecting: "모델에 연결하는 중…",
  phaseLoading: (seconds) =>
    seconds < 1 ? "모델을 불러오는 중…" : `모델을 불러오는 중… ${seconds}초`,
  phaseThinking: "생각하는 중…",
  phaseGenerating: "답변 작성 중…",
  phaseCalling: "도구 호출 작성 중…",
  phaseStalled: (seconds: number) => `${seconds}초째 모델의 응답이 없습니다. 기다리는 중…`,
  phaseReconnecting: "연결이 끊겼습니다. 다시 연결하는 중…",
  firstToken: (seconds) => `첫 토큰 ${seconds}초`,
  tokensPerSecond: (rate) => `초당 ${rate}토큰`,
  aboutTokensPerSecond: (rate) => `초당 약 ${rate}토큰`,
  at: (when, today) => (today ? time : dayAndTime).format(when),
  tokens: (count) => `${number.format(count)}토큰`,

  options: "옵션",
  conversationMenu: "대화 메뉴",
  offline: "서버에 연결할 수 없습니다",
  isRunning: "서버가 실행 중인지 확인해 주세요.",
  defaultModel: "기본 모델",

  accountOf: (name) => `계정: ${name}`,
  shortcuts: "키보드 단축키",
};
