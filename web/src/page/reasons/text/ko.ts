/** 한국어: what errors mean, by their codes, in Korean. */

import type { ReasonTexts } from "./en.ts";
import { nextDay } from "./next-day.ts";

const at = new Intl.DateTimeFormat("ko", { dateStyle: "medium", timeStyle: "short" });

export const ko: ReasonTexts = {
  network: "서버에 연결할 수 없습니다. 서버가 실행 중인지 확인해 주세요.",
  timeout: "서버가 응답하지 않습니다. 잠시 후 다시 시도해 주세요.",
  not_understood:
    "여울 서버가 아닌 다른 곳에서 응답했습니다. 네트워크 로그인이 필요한지 확인하고, 아니라면 페이지를 새로고침해 주세요.",
  transport_blocked:
    "이 네트워크에서는 선택한 연결 방식을 쓸 수 없습니다. 설정에서 다른 방식을 선택해 주세요.",
  client_failed: "페이지에 문제가 생겼습니다. 새로고침해 주세요.",
  internal: "서버 내부에서 오류가 발생했습니다. 다시 시도해 주세요.",
  forbidden_host: "서버가 이 주소를 허용하지 않습니다. 다른 주소로 접속해 주세요.",
  forbidden_origin: "서버가 이 페이지의 주소를 허용하지 않습니다. 서버 주소로 직접 접속해 주세요.",
  unauthenticated: "로그아웃되었습니다.",
  hook_timeout: "이 사이트가 질문을 받을지 제때 정하지 못했습니다. 다시 시도해 주세요.",
  stale_login: "최근에 로그인한 경우에만 할 수 있습니다. 로그아웃한 뒤 다시 로그인해 주세요.",
  forbidden: "이 서버의 관리자만 할 수 있습니다.",
  setup_needed: "이 서버는 먼저 설정해야 합니다.",
  too_many_tries: "시도 횟수가 너무 많습니다. 잠시 후 다시 시도해 주세요.",
  insecure_address:
    "암호화되지 않은 주소(http)에서는 비밀번호를 받지 않습니다. https 주소로 접속해 주세요. 서버를 운영하는 사람이 --insecure-http로 허용할 수도 있습니다.",
  passkeys_unavailable:
    "여기에서는 패스키를 쓸 수 없습니다. 이름으로 된 https 주소가 필요합니다. 다른 방법으로 로그인해 주세요.",
  name_taken: "이미 있는 이름입니다. 다른 이름을 정해 주세요.",
  already_set_up: "그사이 첫 계정이 만들어졌습니다. 그 계정으로 로그인해 주세요.",
  last_admin: "계정을 관리할 사람이 있어야 합니다. 먼저 다른 관리자를 지정해 주세요.",
  last_credential:
    "그러면 로그인할 방법이 없어지거나 패스키만 남습니다. 먼저 다른 방법을 연결해 주세요.",
  log_in_unavailable: "지금은 로그인 제공자에 연결할 수 없습니다. 잠시 뒤 다시 시도해 주세요.",
  forbidden_proxy:
    "누구인지는 서버 앞의 프록시만 알릴 수 있는데, 이 요청은 프록시를 거치지 않았습니다. 서버를 운영하는 사람이 --trusted-proxies로 프록시를 지정할 수 있습니다.",
  answer_in_progress: "아직 답변이 작성되고 있습니다. 기다리거나 중지해 주세요.",
  not_found: "대화나 메시지가 더 이상 존재하지 않습니다.",
  conversation_deleted: "삭제된 대화입니다.",
  id_taken: "질문이 전달되지 않았습니다. 다시 보내 주세요.",
  not_continuable: "이 답변은 이어서 생성할 수 없습니다.",
  picture_refused: "이 사진은 받을 수 없습니다.",
  images_not_taken:
    "이 모델은 사진을 보지 못합니다. 사진을 볼 수 있는 모델을 선택하거나 사진 없이 질문하세요.",
  prompt_unknown: "모델에 전달된 내용을 표시할 수 없습니다.",
  not_shareable: "링크를 만들 수 없는 대화입니다. 내용이 없거나 임시 대화이거나 너무 깁니다.",
  too_many_tokens: "만들 수 있는 토큰을 모두 썼습니다. 필요 없는 토큰을 폐기해 주세요.",
  too_many_shares: "만들 수 있는 링크를 모두 썼습니다. 필요 없는 링크의 공유를 취소해 주세요.",
  too_many_assistants: "만들 수 있는 어시스턴트를 모두 썼습니다. 먼저 하나를 삭제해 주세요.",
  service_fixed: "여기서는 바꿀 수 없는 서비스입니다.",
  payload_too_large: "메시지가 너무 깁니다.",
  invalid_request: "메시지를 처리할 수 없습니다.",
  unknown_model: "이 모델은 더 이상 사용할 수 없습니다. 다른 모델을 선택해 주세요.",
  shutting_down: "서버가 다시 시작되고 있습니다. 잠시 후 다시 시도해 주세요.",
  too_many_answers: "대기 중인 답변이 너무 많습니다. 잠시 후 다시 시도해 주세요.",
  get quota_exceeded() {
    return `하루 사용 한도를 모두 썼습니다. ${at.format(nextDay())} 이후에 다시 시도해 주세요.`;
  },
  too_many_at_once: "동시에 열려 있는 답변이 너무 많습니다. 하나가 끝나면 다시 시도해 주세요.",
  exhibit_unavailable: "시연용 서버가 응답하지 않습니다. 잠시 뒤에 다시 시도해 주세요.",
  search_timeout: "검색이 너무 오래 걸렸습니다. 단어를 줄이거나 다른 단어로 검색해 주세요.",
  storage_full: "서버의 디스크가 가득 찼습니다.",
  storage_failed: "서버가 데이터를 저장하지 못합니다.",
  provider_unauthorized: "모델 서비스가 API 키를 거부했습니다. 서버 설정을 확인해 주세요.",
  provider_rejected: "모델 서비스가 요청을 거부했습니다.",
  context_too_long: "이 모델이 처리하기에 질문이 너무 깁니다.",
  provider_rate_limited: "모델 서비스의 요청 한도를 넘었습니다. 잠시 후 다시 시도해 주세요.",
  quota_exhausted:
    "모델 서비스의 사용 한도를 모두 썼습니다. 서비스에서 한도를 늘리거나 다른 모델을 선택해 주세요.",
  provider_unavailable: "모델 서비스를 이용할 수 없습니다.",
  provider_timeout: "모델이 응답을 멈췄습니다.",
  provider_broken: "모델 서비스가 답변을 끝내지 못했습니다.",
  empty_answer: "모델이 답변을 내놓지 않았습니다. 다시 시도하거나 다른 모델을 선택해 주세요.",
  model_unavailable: "모델을 사용할 수 없습니다.",
  interrupted: "답변을 작성하는 동안 서버가 중단되었습니다.",

  toUsers: {
    storage_full: "서버의 디스크가 가득 찼습니다. 서버 관리자에게 알려 주세요.",
    provider_unauthorized:
      "모델 서비스가 서버의 API 키를 거부했습니다. 서버 관리자에게 알려 주세요.",
    quota_exhausted:
      "모델 서비스의 사용 한도를 모두 썼습니다. 다른 모델을 선택하거나 서버 관리자에게 알려 주세요.",
    model_unavailable:
      "모델을 사용할 수 없습니다. 다른 모델을 선택하거나 서버 관리자에게 알려 주세요.",
  },
};
