/** 한국어: the Korean texts of the strip of tokens. */

import type { TokenTexts } from "./en.ts";

const number = new Intl.NumberFormat("ko");
const percent = new Intl.NumberFormat("ko", {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

const ORDINALS = "첫 두 세 네 다섯 여섯 일곱 여덟 아홉 열".split(" ");

/** `첫 번째`, `두 번째`; beyond ten in figures. */
function ordinal(at: number): string {
  const word = ORDINALS[at - 1];
  return word === undefined ? `${number.format(at)}번째` : `${word} 번째`;
}

export const ko: TokenTexts = {
  strip: "답변의 토큰",
  text: "토큰으로 나눈 답변",
  candidates: "이 토큰의 후보",
  position: (at, count) => `토큰 ${number.format(at)} / ${number.format(count)}`,
  spoken: (at, token, share) => `${ordinal(at)} 토큰: ‘${token}’${share && `, ${share}`}`,
  percent: (part) => (part > 0 && part < 5e-4 ? "<0.1%" : percent.format(part)),
  bound: { exact: "", least: "최소 ", most: "최대 " },
  pause: "일시 정지",
  follow: "따라가기",
  previous: "이전 토큰",
  next: "다음 토큰",
  tint: "확률 표시",
  tintHint: "확률이 낮은 토큰일수록 색과 밑줄이 진해집니다",
  legend: "확률 표시의 뜻",
  sureness: { sure: "확신", likely: "거의 확신", open: "망설임", unlikely: "뜻밖" },
  surenessRange: { sure: "80% 이상", likely: "40~80%", open: "10~40%", unlikely: "10% 미만" },
  help: "이게 무엇인가요?",
  helpText:
    "모델은 토큰(단어나 그 일부)을 한 번에 하나씩 씁니다. 아는 모든 토큰에 확률을 매기고, 그중 하나를 뽑습니다. 막대는 표시된 토큰 자리에 올 가능성이 가장 높았던 후보들이며, 다른 후보를 고르면 거기서부터 이어 쓴 새 버전의 답변을 볼 수 있습니다.",
  lesson: "단계별로 배우기",
  showAnswer: "단어 선택 과정 보기",
  hideAnswer: "접기",
  earlier: (count) => `앞의 ${number.format(count)}개 보기`,
  later: (count) => `뒤의 ${number.format(count)}개 보기`,
  waiting: "첫 토큰을 기다리고 있습니다.",
  loading: "후보를 불러오는 중…",
  failed: "후보를 불러오지 못했습니다.",
  retry: "다시 시도",

  chosenByYou: "직접 고름",
  given: "직접 고른 부분입니다. 이 버전은 여기에서 시작하고, 모델은 그 뒤를 이어 썼습니다.",
  end: "⟨끝⟩",
  endCounted: (count) =>
    `모델이 고른 끝이며, 모델이 쓴 토큰 ${number.format(count)}개 중 마지막입니다`,
  endedBy: {
    stop: "모델이 고른 끝입니다",
    length: "길이 제한에 걸려 여기에서 멈췄습니다. 모델이 고른 끝이 아닙니다.",
    repetition: "같은 말이 되풀이되어 여기에서 끝냈습니다.",
    content_filter: "서비스가 여기에서 답변을 잘랐습니다.",
    stopped: "여기에서 중지했습니다.",
  },

  chosen: "선택됨",
  theEnd: "답변의 끝",
  others: "나머지 모두",
  boundHint:
    "나머지는 확률의 합만 알고 어떻게 나뉘어 있는지는 모르므로, 온도를 바꾼 값은 ‘최소’나 ‘최대’로 표시합니다.",
  cut: "이 선 아래는 top-p로 제외되고, 남은 후보끼리 확률을 다시 나눕니다.",
  unknown:
    "이 자리의 후보는 알 수 없습니다. 글자의 일부인 토큰이거나, 서비스가 알려 주지 않은 토큰입니다.",
  goOn: (token) => `‘${token}’ 토큰으로 이어 쓰기`,
  goOnHint: "후보를 고르면 그 토큰으로 답변을 이어 쓸 수 있습니다.",
  partOnly: "글자의 일부(바이트)라서 고를 수 없습니다.",
  endOnly: "여기에서 답변을 끝내는 토큰이라 이어 쓸 수 없습니다.",
  goOnLater: "답변이 끝나면 여기에서 다른 후보를 고를 수 있습니다.",
  cannotGoOn: (model) => `${model}: 주어진 글에 이어서 쓰지 못하는 모델입니다.`,
  modelGone: "이 답변을 쓴 모델이 지금은 없어서 이어 쓸 수 없습니다.",

  without: "후보 없이 작성된 답변입니다.",
  askAgain: "후보와 함께 다시 생성",
  modelCannot: (model) => `${model}: 후보를 알려 주지 않는 모델입니다.`,
  refused: "서비스가 이 모델의 후보를 제공하지 않아 후보 없이 답변을 받았습니다.",

  sampling: "온도와 top-p",
  temperature: "온도",
  topP: "Top-p",
  samplingHint: "이미 작성된 답변은 바뀌지 않고, 막대에 표시되는 확률만 달라집니다.",
  reset: "초기화",

  prompt: "토큰으로 나눈 질문",
  promptHint: (count) => `토큰 ${number.format(count)}개와 각 토큰의 어휘 번호입니다.`,
  whole: (count) => `프롬프트 전체 보기(토큰 ${number.format(count)}개)`,
  questionOnly: "질문만 보기",
  special: "특수 토큰",
  bytes: "온전한 글자가 아닌 바이트",
  promptUnknown: "이 모델을 실행하는 엔진은 프롬프트와 토큰을 알려 주지 않습니다.",
  promptFailed: "프롬프트를 불러오지 못했습니다.",
};
