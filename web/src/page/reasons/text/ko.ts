/** 한국어: what errors mean, by their codes, in Korean. */

import type { ReasonTexts } from "./en.ts";

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
  answer_in_progress: "아직 답변이 작성되고 있습니다. 기다리거나 중지해 주세요.",
  not_found: "대화나 메시지가 더 이상 존재하지 않습니다.",
  conversation_deleted: "삭제된 대화입니다.",
  id_taken: "질문이 전달되지 않았습니다. 다시 보내 주세요.",
  not_continuable: "이 답변은 이어서 생성할 수 없습니다.",
  service_fixed: "여기서는 바꿀 수 없는 서비스입니다.",
  payload_too_large: "메시지가 너무 깁니다.",
  invalid_request: "메시지를 처리할 수 없습니다.",
  unknown_model: "이 모델은 더 이상 사용할 수 없습니다. 다른 모델을 선택해 주세요.",
  shutting_down: "서버가 다시 시작되고 있습니다. 잠시 후 다시 시도해 주세요.",
  too_many_answers: "대기 중인 답변이 너무 많습니다. 잠시 후 다시 시도해 주세요.",
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
};
