/** What is said of assistants, in Korean. */

import type { AssistantTexts } from "./en.ts";

export const ko: AssistantTexts = {
  assistants: "어시스턴트",
  allAssistants: "모든 어시스턴트…",
  about:
    "지침, 모델과 옵션, 시작 질문을 한 이름으로 묶어 둔 것입니다. 어시스턴트로 시작한 대화에는 그때의 내용이 복사되므로, 나중에 어시스턴트를 바꾸거나 삭제해도 대화는 그대로입니다.",
  newAssistant: "새 어시스턴트",
  importFile: "가져오기…",
  beginChat: "대화 시작",
  beginWith: (name) => `‘${name}’ 어시스턴트로 대화 시작`,
  menuOf: (name) => `‘${name}’ 메뉴`,
  edit: "편집…",
  duplicate: "복제",
  exportFile: "내보내기…",
  delete: "삭제…",
  deleteTitle: "어시스턴트 삭제",
  deleteQuestion: (name) =>
    `‘${name}’ 어시스턴트를 삭제합니다. 이 어시스턴트로 시작한 대화는 그대로 남습니다.`,
  deleteSure: "삭제",
  shipped: "기본 제공",
  shippedHint: "여울에서 기본으로 제공합니다. 바꾸면 내 어시스턴트가 됩니다.",
  deleted: "삭제한 기본 어시스턴트",
  bringBack: (name) => `‘${name}’ 되돌리기`,
  copyOf: (name) => `${name} (사본)`,
  modelOf: (model) => `모델: ${model}`,
  modelGone: (model) => `모델: ${model} (지금은 쓸 수 없어 기본 모델이 답합니다)`,
  loadFailed: "어시스턴트를 불러오지 못했습니다",

  editTitle: "어시스턴트 편집",
  discardTitle: "변경 내용을 버릴까요?",
  discardQuestion: "작성한 내용이 아직 저장되지 않았습니다.",
  discardSure: "버리기",
  writeOn: "계속 작성",
  name: "이름",
  nameMissing: "이름을 입력해 주세요.",
  description: "설명",
  descriptionHint: "사람을 위한 한 문장입니다. 모델에는 전달되지 않습니다.",
  instructions: "지침",
  instructionsHint: "누구이고, 무엇을 하고, 어떻게 답하는지 적어 주세요. 짧고 분명할수록 좋습니다.",
  starters: "시작 질문",
  startersHint: "한 줄에 하나씩, 여덟 개까지 적을 수 있습니다. 누르면 바로 질문합니다.",
  tooManyStarters: "질문이 여덟 개를 넘습니다.",
  startersTooLong: "1,000자를 넘는 질문이 있습니다.",
  defaultModel: "대화에서 고른 모델",

  importTitle: "어시스턴트 가져오기",
  importLook:
    "사용하기 전에 지침을 확인해 주세요. 누가 썼든 모델은 이 지침을 따릅니다. 보이지 않는 글자는 [U+200B]처럼 코드로 보여 줍니다.",
  importSure: "가져오기",
  noInstructions: "지침이 없습니다.",
  noAssistant: (file) => `‘${file}’ 파일에 어시스턴트가 없습니다.`,
  laterFile: (file) =>
    `‘${file}’ 파일은 더 새로운 버전에서 만든 것입니다. 가져오려면 이 서버를 업데이트하세요.`,
  largeFile: (file) => `‘${file}’ 파일은 1MB를 넘어 어시스턴트 파일일 수 없습니다.`,
  talkingWith: (name) => `‘${name}’ 어시스턴트와 대화 중`,
  answersInstead: (model) => `${model} 모델을 쓸 수 없어 다른 모델이 답합니다.`,
};
