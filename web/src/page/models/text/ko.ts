/** 한국어: what is said of models, and of the ways to more of them, in Korean. */

import { fileSize } from "../../text/file-size.ts";
import type { ModelTexts } from "./en.ts";
import { duration, languageNames, tokenCount } from "./figures.ts";

const size = fileSize("ko");
const number = new Intl.NumberFormat("ko");
const names = languageNames("ko");
const tokens = tokenCount("ko");

export const ko: ModelTexts = {
  searchModels: "모델 검색",
  connectModel: "모델 연결",
  downloadModel: "모델 받기",
  facts: ({ size_bytes, context_length, thinks, images, languages }) =>
    [
      languages && names(languages, 3),
      size_bytes && size(size_bytes),
      context_length && `문맥 ${tokens(context_length)}`,
      thinks && "생각하고 답함",
      images && "이미지 인식",
    ]
      .filter(Boolean)
      .join(" · "),

  notes: {
    "smollm2-135m-instruct":
      "작은 모델입니다. 영어만 할 줄 알고, 아는 것이 적으며 자주 틀립니다. 설치하자마자 써 볼 수 있도록 들어 있습니다.",
  },
  temporaryHint: "목록에도 파일에도 남지 않으며, 떠나면 사라집니다.",
  onlySpeaks: (_title, languages, small) =>
    `지금 모델은 ${names(languages, 3)}만 할 줄 아는 ${small ? "작은 " : ""}모델입니다. 한국어로 물으면 엉뚱한 답을 합니다.`,
  addSpeaking: "한국어를 하는 모델을 연결하거나 받아 보세요.",
  askForSpeaking:
    "한국어를 하는 모델을 골라 주세요. 없다면 이 서버의 관리자에게 추가를 요청할 수 있어요.",
  askAdmin: "모델은 이 서버의 관리자가 추가할 수 있어요.",
  smallModel: () => "지금 모델은 작은 모델입니다. 빠르고 밖으로 나가는 것이 없지만 자주 틀립니다.",
  addBetter: "더 나은 답을 원하시면:",
  askForBetter: "더 나은 답을 하는 모델은 이 서버의 관리자가 추가할 수 있어요.",
  askIn: (language) => `지금 모델도 답할 수 있는 ${names([language], 1)} 질문`,
  easySuggestions: [
    "프랑스의 수도는 어디야?",
    "강에 대한 짧은 시를 써 줘",
    "잠을 잘 자는 방법 세 가지를 알려 줘",
    "용감한 여우 이야기를 들려줘",
  ],
  answersInstead: (missing, title) =>
    `지금은 ${missing} 모델을 쓸 수 없어 ${title} 모델이 대신 답합니다.`,
  mayNotUnderstand: (title, languages) =>
    `${title} 모델은 ${names(languages, 3)}만 할 줄 알아서 이 글을 이해하지 못할 수 있어요.`,

  thinkFirst: "생각하고 답하기",
  connected: "연결된 서비스",
  fromSettings: "서버 설정에 있는 서비스라 여기서는 바꿀 수 없습니다",
  reachable: (models) => `연결됨 · ${models}`,
  notReplied: "아직 응답이 없습니다",
  awayServices: "응답하지 않는 서비스",
  tryAgain: "다시 시도",
  trying: "시도하는 중…",
  key: (hint) => `키 ${hint}`,
  noKey: "키 없음",
  newKey: "키 변경",
  remove: "연결 해제",
  removeSure: "정말 해제할까요?",
  name: "이름",
  save: "저장",
  unusable: "지금은 쓸 수 없습니다",
  advanced: "고급",
  api: "질문 방식",
  apis: {
    chat: "Chat Completions (모든 서비스)",
    responses: "Responses, 백그라운드 (OpenAI)",
  },
  apiHint:
    "백그라운드 방식에서는 연결이나 이 서버가 끊겨도 서비스에서 답변이 계속되고, 요금이 두 번 나가지 않습니다. 서비스는 답변이 끝날 때까지 그 내용을 보관합니다.",
  continuesText: "답변 이어쓰기",
  continuesHint:
    "중간에 끊긴 답변을 이어서 쓰게 하는 방식입니다. 그 서버가 할 수 있는 방식만 고르세요. 아니면 처음부터 다시 씁니다.",

  tryContinue: "시험해 보기",
  tryYes: "이어서 씁니다. 끊긴 답변을 이어서 작성할 수 있습니다.",
  tryNo: "이 방식으로는 이어서 쓰지 않습니다. 다른 방식이나 ‘사용 안 함’을 골라 주세요.",
  locked: "여기서는 서비스를 바꿀 수 없습니다",
  needsKey: "키 필요",
  unencrypted:
    "키와 질문이 이 주소로 암호화되지 않은 채 전송됩니다. https 주소가 있다면 그것을 사용하세요.",
  continueWays: {
    no: "사용 안 함",
    vllm: "vLLM 방식",
    "llama.cpp": "llama.cpp 방식",
    deepseek: "DeepSeek 방식 (베타 주소)",
    mistral: "Mistral 방식",
  },
  addService: "서비스 추가",
  ownService: "직접 입력",
  address: "주소",
  addressHint: "OpenAI 호환 서비스의 주소입니다. 흔히 /v1로 끝납니다.",
  addressMissing: "주소를 입력해 주세요.",
  apiKey: "API 키",
  keyHint: "서버만 읽을 수 있는 파일에 보관되며, 어느 화면에도 다시 나타나지 않습니다.",
  keyless: "키가 없는 서비스라면 비워 두세요.",
  whereKeys: (name) => `${name} 키 발급받기`,
  showKey: "키 보기",
  hideKey: "키 숨기기",
  findNearby: "이 컴퓨터에서 찾기",
  finding: "찾는 중…",
  foundNone: "Ollama, LM Studio, vLLM, llama.cpp, Jan이 흔히 쓰는 포트에서 응답이 없습니다.",
  test: "확인",
  testing: "확인하는 중…",
  connect: "연결",
  connecting: "연결하는 중…",
  testedModels: (count) => `잘 됩니다. 모델 ${number.format(count)}개가 있습니다.`,
  testedNone: "응답은 하지만 쓸 수 있는 모델이 없습니다.",
  isConnected: (name) => `${name} 서비스를 연결했습니다.`,
  isKept: (name) => `${name} 서비스를 저장했지만 아직 쓸 수 없습니다.`,
  modelName: "모델 이름",
  modelNameHint: "모델 목록이 없는 서비스라면 그 서비스에서 부르는 모델 이름을 적어 주세요.",
  noModelsYet: "아직 쓸 수 있는 모델이 없습니다. 생기면 모델 메뉴에 나타납니다.",
  answersNow: "이제부터 답할 모델",
  done: "완료",

  downloadable: "서버 안에서 실행되는 모델",
  downloadHint:
    "서버가 있는 컴퓨터에서 실행되므로 쓴 내용이 밖으로 나가지 않습니다. 받은 파일은 검사한 뒤에 사용합니다.",
  offlineWay: (folder) =>
    `자동으로 다시 시도합니다. 인터넷이 없다면 다른 컴퓨터에서 .gguf 파일을 받아 서버의 ${folder} 폴더에 넣어 주세요. 그러면 이 목록에 나타납니다.`,
  runsNone: "이 서버는 모델을 직접 실행하지 않습니다. 대신 서비스를 연결해 주세요.",
  needs: (bytes) => `메모리 ${size(bytes)} 필요`,
  fits: "이 컴퓨터에서 실행 가능",
  fitsNot: "이 컴퓨터에는 너무 큼",
  fitsUnknown: "메모리를 확인할 수 없음",
  thinks: "생각하고 답함",
  languages: (codes) => names(codes, 4),
  size,
  download: "받기",
  downloadNamed: (name) => `${name} 받기`,
  pause: "일시정지",
  resume: "이어받기",
  cancel: "취소",
  retry: "다시 시도",
  useNow: "지금 사용",
  progress: (bytes, total) => (total === null ? size(bytes) : `${size(total)} 중 ${size(bytes)}`),
  rate: (bytes) => `초당 ${size(bytes)}`,
  timeLeft: (seconds) => `${duration("ko")(seconds)} 남음`,
  paused: "일시정지됨",
  failed: "실패",
  interrupted: "지금은 받을 수 없습니다.",
  triedAgain: "자동으로 다시 시도합니다.",
  faults: {
    hub_unreachable: "모델을 받을 곳에 연결할 수 없습니다.",
    hub_silent: "지금은 데이터가 오지 않습니다.",
    hub_busy: "모델을 받을 곳이 지금 응답하지 못합니다.",
    connection_cut: "중간에 연결이 끊겼습니다.",
    fetched_elsewhere: "서버에서 실행 중인 다른 여울이 이 파일을 받고 있어 기다립니다.",
    disk_full: "서버의 디스크가 가득 찼습니다. 공간이 생기면 자동으로 이어받습니다.",
    hub_refused: "받지 못했습니다. 파일을 배포하는 곳에서 내주지 않습니다.",
    file_missing: "받지 못했습니다. 이 주소에는 파일이 없습니다.",
    web_page:
      "받지 못했습니다. 파일 대신 웹 페이지가 왔습니다. 주소가 맞는지, 서버의 네트워크가 로그인을 요구하는지 확인해 주세요.",
    wrong_file: "받지 못했습니다. 올바른 파일이 아니어서 쓰지 않습니다.",
    file_exists: "이름이 같은 다른 파일이 이미 있습니다. 그 파일을 먼저 삭제해 주세요.",
    folder_failed: "받지 못했습니다. 서버가 파일을 저장할 수 없습니다.",
    internal: "받지 못했습니다.",
  },
  fileUnusable:
    "쓸 수 없는 파일입니다. 아직 복사하는 중이 아니라면 삭제하고 다시 받거나 다른 파일을 받아 주세요.",
  checking: "검사하는 중…",
  waiting: "기다리는 중…",
  ownFile: "직접 고른 파일",
  ownHint:
    "어떤 GGUF 파일이든 됩니다. 파일을 배포하는 곳에 적힌 SHA-256으로 올바른 파일인지 확인합니다.",
  fileAddress: "파일 주소",
  fileAddressWrong: "주소는 https://로 시작하고 .gguf 파일 이름으로 끝나야 합니다.",
  sha256: "SHA-256",
  sha256Wrong: "16진수 64자리가 아닙니다.",
  newKeyHint: "비워 두면 지금 키를 그대로 씁니다.",
  movedKeyHint: "지금 키는 다른 곳으로 보내지 않습니다. 새 주소의 키를 넣어 주세요.",
  needsNoKey: "키가 필요 없는 서비스입니다",
  saveAnyway: "그래도 저장",
  changeNamed: (name) => `${name} 변경`,
  modelCount: (count) => `모델 ${number.format(count)}개`,
  connectAnyway: "그래도 연결",
  offline: "서버가 모델을 받을 곳에 연결할 수 없습니다",
  deleteFile: "삭제",
  deleteSure: "정말 삭제할까요?",
  errors: {
    provider_unauthorized: "서비스가 이 키를 거부했습니다.",
    provider_unavailable: "이 주소에서 쓸 수 있는 서비스가 응답하지 않습니다.",
    provider_timeout: "서비스가 응답하지 않습니다.",
    provider_rejected: "서비스가 모델 목록을 주지 않습니다.",
    provider_broken: "이 주소에서 모델 목록이 아닌 것이 왔습니다.",
    invalid_request: "서버가 이 내용을 받아들이지 않았습니다.",
    not_found: "더 이상 연결되어 있지 않은 서비스입니다.",
  },
  silent: "응답하지 않습니다",

  noModels: "모델 없음",
  providers: { embedded: "내장 모델", scripted: "예시 응답", openai: "외부 서비스" },
};
