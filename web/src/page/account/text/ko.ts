/** 한국어: what log-in, set-up and the menu of an account say in Korean. */

import type { AccountTexts } from "./en.ts";

const time = new Intl.DateTimeFormat("ko", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("ko", { dateStyle: "medium", timeStyle: "short" });
const count = new Intl.NumberFormat("ko");
const date = new Intl.DateTimeFormat("ko", { dateStyle: "medium", timeZone: "UTC" });

/** The name of a provider, as people write it. */
function koreanName(id: string, name: string): string {
  return id === "kakao" ? "카카오" : name;
}

/** The name with the particle for a means, which depends on its last letter. */
function withMeans(name: string): string {
  const last = (name.codePointAt(name.length - 1) ?? 0) - 0xac00;
  if (last < 0 || last > 11_171) return name === "Google" ? `${name}로` : `${name}(으)로`;
  // Without a final consonant, or with ㄹ.
  return last % 28 === 0 || last % 28 === 8 ? `${name}로` : `${name}으로`;
}

export const ko: AccountTexts = {
  logIn: "로그인",
  loggingIn: "로그인하는 중…",
  name: "이름",
  password: "비밀번호",
  showPassword: "표시",
  hidePassword: "숨기기",
  forgotten: "비밀번호를 잊으셨나요? 서버 관리자에게 새 비밀번호를 정하는 링크를 요청해 주세요.",
  again: (name) =>
    `${name}님, 로그아웃되었습니다. 다시 로그인하면 하던 대화를 이어서 할 수 있습니다.`,
  unencrypted:
    "암호화되지 않은 주소(http)입니다. 같은 네트워크에 있는 사람이 비밀번호와 대화를 볼 수 있습니다. https 주소가 있다면 그 주소로 접속해 주세요.",
  howHttps: "https로 접속하려면",

  setUp: "여울 설정",
  setUpHint:
    "첫 계정을 만듭니다. 이 계정이 다른 계정을 관리하고, 서버에 이미 있는 대화를 이어받습니다.",
  setUpByCommand:
    "이 서버는 첫 계정을 기다리고 있습니다. 서버를 운영하는 사람이 서버와 같은 설정으로 아래 명령을 실행해 만듭니다. 그다음 여기에서 로그인해 주세요.",
  code: "코드",
  codeHint: "서버를 시작한 화면에 나온 코드입니다. 예: ABCD-EFGH-JKLM",
  newName: "이름",
  newPassword: "새 비밀번호",
  passwordHint:
    "8자 이상이면 됩니다. 15자 이상을 권하며, 공백을 포함해 어떤 글자든 쓸 수 있습니다.",
  makeAccount: "계정 만들기",

  welcome: (name) => `${name}님, 환영합니다`,
  join: "일회용 링크",
  joinHint: (until) =>
    `이 계정의 비밀번호를 정해 주세요. 링크는 ${day.format(until)}까지 한 번만 쓸 수 있습니다.`,
  otherPerson: (name) => `이 브라우저에는 ${name}님이 로그인되어 있으며, 계속하면 로그아웃됩니다.`,
  setPassword: "비밀번호 정하기",
  joinDisabled:
    "비밀번호를 정했지만 지금은 로그인할 수 없는 계정입니다. 서버 관리자에게 문의해 주세요.",
  invited: "초대받으셨습니다",
  invitedHint: (until) =>
    `로그인할 때 쓸 이름과 비밀번호를 정해 주세요. 링크는 ${day.format(until)}까지 한 번만 쓸 수 있습니다.`,
  linkGone: "이미 사용했거나 기한이 지난 링크입니다. 서버 관리자에게 새 링크를 요청해 주세요.",
  linkSpent:
    "이미 사용한 링크입니다. 방금 비밀번호를 정했다면 그 비밀번호로 로그인해 주세요. 아니라면 서버 관리자에게 새 링크를 요청해 주세요.",
  linkIncomplete: "링크의 일부가 빠졌습니다. 받은 링크를 다시 열어 주세요.",
  toLogIn: "로그인으로 가기",

  logInByPasskey: "패스키로 로그인",
  byPasskey: "패스키 사용",
  passkeyAt: "이 컴퓨터에서 패스키를 쓰려면 다음 주소로 접속해 주세요:",
  passkey: "패스키",
  passkeys: "패스키",
  passkeyHint:
    "비밀번호 대신 지문이나 얼굴, PIN으로 로그인합니다. 패스키는 지금 이 주소에서만 쓸 수 있으니 비밀번호나 다른 로그인 방법도 함께 남겨 두세요.",
  passkeyHindrance: {
    insecure: "패스키는 암호화된 주소(https)에서만 쓸 수 있습니다.",
    numbers: "패스키는 숫자가 아닌 이름으로 된 주소에서만 쓸 수 있습니다.",
    old_browser: "이 브라우저에서는 패스키를 쓸 수 없습니다.",
  },
  passkeyNotInstalled:
    "이 서버는 아직 패스키를 받지 않습니다. 서버 운영자가 yeoul[accounts]를 설치하면 쓸 수 있습니다.",
  addPasskey: "패스키 추가",
  againForPasskeys: "패스키를 바꾸려면 한 번 더 로그인해 주세요.",
  passkeyFor: (site) => `${site} 전용`,
  passkeyAdded: (at) => `추가 ${day.format(at)}`,
  passkeyUsed: (at) => `마지막 사용 ${day.format(at)}`,
  passkeyUnused: "아직 사용하지 않음",
  renamePasskey: "이름 변경",
  removePasskey: "삭제",
  removePasskeyHint:
    "이 패스키로는 더 이상 로그인할 수 없고, 다른 곳에서는 모두 로그아웃됩니다. 기기에 저장된 패스키는 기기에서 직접 지워 주세요.",
  passkeyCancelled:
    "패스키를 쓰지 않았습니다. 취소했거나 시간이 지났거나, 이 기기에 패스키가 없습니다.",
  passkeyKnown: "이 기기에는 이 계정의 패스키가 이미 있습니다.",
  passkeyNoDevice:
    "패스키를 보관할 수 있는 기기가 없습니다. 화면 잠금이나 PIN이 있는 보안 키가 필요합니다.",
  passkeyRefused: "패스키가 맞지 않습니다. 다시 시도하거나 다른 방법으로 로그인해 주세요.",
  passkeyGone: "더 이상 없는 패스키입니다.",

  signedOut: "로그인되어 있지 않습니다",
  signedOutHint: "이 사이트에 로그인한 뒤 다시 와 주세요.",
  signedOutWay: "로그인하면 하던 곳에서 이어집니다.",
  reload: "새로고침",

  wrongPassword: "이름 또는 비밀번호가 맞지 않습니다.",
  wrongCode:
    "코드가 맞지 않거나 더는 쓸 수 없습니다. 30분이 지났거나 열 번 틀렸다면 서버를 다시 시작해 새 코드를 받아 주세요.",
  weakPassword: "누구나 먼저 시도해 보는 비밀번호입니다. 다른 비밀번호를 정해 주세요.",
  shortPassword: "비밀번호는 8자 이상으로 정해 주세요.",
  longPassword: "비밀번호가 너무 깁니다.",
  badName: "이름은 눈에 보이는 글자로 1자에서 64자까지 쓸 수 있습니다.",
  tryAgainIn: (seconds) => `시도 횟수가 너무 많습니다. ${seconds}초 뒤에 다시 시도해 주세요.`,
  tryAgainAt: (at) => `시도 횟수가 너무 많습니다. ${time.format(at)}에 다시 시도해 주세요.`,
  cookieLost:
    "비밀번호는 맞지만 브라우저가 로그인을 저장하지 않았습니다. 이 사이트의 쿠키를 허용해 주세요. 주소가 http로 시작하면 https로 접속해 주세요.",

  or: "또는",
  providerName: koreanName,
  continueWith: (id, name) => `${withMeans(koreanName(id, name))} 계속하기`,
  refusals: {
    expired: "시간이 너무 오래 걸렸거나 다른 브라우저에서 시작한 로그인입니다. 다시 시도해 주세요.",
    cancelled: "로그인을 취소했습니다.",
    provider:
      "누구인지 확인받지 못했습니다. 다시 시도해 주세요. 계속 그렇다면 서버 관리자에게 알려 주세요.",
    unknown:
      "이 로그인과 연결된 계정이 없습니다. 계정이 있다면 로그인한 뒤 ‘계정’에서 연결해 주세요. 없다면 서버 관리자에게 초대를 요청해 주세요.",
    not_admitted: "이 로그인으로는 계정을 만들 수 없습니다. 서버 관리자에게 초대를 요청해 주세요.",
    disabled: "지금은 로그인할 수 없는 계정입니다. 서버 관리자에게 문의해 주세요.",
    taken: "이미 다른 계정과 연결된 로그인입니다.",
    other_person: "다른 계정의 로그인입니다. 내 계정과 연결된 것으로 로그인해 주세요.",
    link_gone:
      "이미 사용했거나 기한이 지난 일회용 링크입니다. 서버 관리자에게 새 링크를 요청해 주세요.",
    name_taken: "이미 있거나 쓸 수 없는 이름입니다. 초대 링크를 다시 열어 다른 이름을 정해 주세요.",
    failed: "로그인하지 못했습니다. 다시 시도해 주세요.",
  },
  noProxyHint:
    "서버 앞의 로그인에서 누구인지 알려 주지 않았거나, 그 이름의 계정이 여기에 없습니다. 그곳에서 로그인하거나 서버 관리자에게 문의해 주세요.",
  byProxy: "서버 앞의 프록시에서 로그인했습니다.",
  providers: "다른 로그인 방법",
  providersHint: "연결해 둔 것이면 무엇으로든 이 계정에 로그인할 수 있습니다.",
  link: "연결",
  linkNamed: (name) => `${name} 연결`,
  unlink: "연결 해제",
  unlinkNamed: (name) => `${name} 연결 해제, 다른 곳에서는 모두 로그아웃됩니다`,
  linked: "연결했습니다. 이제 이 방법으로도 로그인할 수 있습니다.",
  linkedSince: (at) => `연결 ${day.format(at)}`,
  lastWay: "연결됨 · 이 계정에 로그인하는 유일한 방법",
  lastBesidePasskeys: "연결됨 · 주소가 바뀌어도 로그인할 수 있는 유일한 방법",
  againForProviders: "로그인 방법을 바꾸려면 한 번 더 로그인해 주세요.",
  againForDeletion: "계정을 삭제하려면 한 번 더 로그인해 주세요.",

  roles: { admin: "관리자", user: "사용자" },
  account: "계정",
  people: "사용자 관리",
  logOut: "로그아웃",
  loggedInAs: (name, role) => `${name} · 이 서버의 ${role === "admin" ? "관리자" : "사용자"}`,
  passwordAndSessions: "비밀번호와 기기",
  sessions: "로그인된 곳",
  thisBrowser: "지금 이 브라우저",
  unknownBrowser: "알 수 없는 브라우저",
  since: (at) => `로그인 ${day.format(at)}`,
  seen: (at) => `마지막 접속 ${day.format(at)}`,
  thisMachine: "서버 컴퓨터",
  end: "로그아웃",
  endNamed: (browser, facts) => `로그아웃: ${browser}, ${facts}`,
  logOutElsewhere: "다른 곳에서 모두 로그아웃",
  usage: {
    title: "오늘",
    questions: (asked, limit) =>
      limit === null
        ? `질문 ${count.format(asked)}개`
        : `질문 ${count.format(limit)}개 중 ${count.format(asked)}개`,
    tokens: (used, limit) =>
      limit === null
        ? `토큰 ${count.format(used)}개`
        : `토큰 ${count.format(limit)}개 중 ${count.format(used)}개`,
    until: (at) => `${day.format(at)}에 새로 시작합니다.`,
    ofPerson: (questions) => `오늘 질문 ${count.format(questions)}개`,
  },
  changePassword: "비밀번호 변경",
  currentPassword: "현재 비밀번호",
  wrongCurrent: "현재 비밀번호가 아닙니다.",
  passwordChanged: "비밀번호를 바꾸었습니다. 다른 곳에서는 모두 로그아웃되었습니다.",

  peopleHint:
    "이름과 역할, 마지막 접속 시각, 오늘 질문한 횟수만 보입니다. 다른 사람의 대화와 제목, 검색어는 관리자도 볼 수 없습니다. 다만 서버 컴퓨터의 소유자는 저장된 파일을 읽을 수 있습니다.",
  you: "나",
  disabled: "로그인할 수 없음",
  neverSeen: "아직 로그인하지 않음",
  changeNamed: (name) => `${name} 변경`,
  newLink: "새 비밀번호 링크",
  makeRole: { admin: "관리자로 지정", user: "일반 사용자로 변경" },
  disable: "사용 중지",
  enable: "다시 허용",
  sure: "정말 진행할까요?",
  endsOwn: "모든 곳에서 로그아웃됩니다.",
  endsTheirs: (name) => `${name}님이 모든 곳에서 로그아웃됩니다.`,
  addPerson: "초대하기",
  addHint:
    "상대방에게 전할 링크를 만듭니다. 비밀번호는 그 링크에서 본인이 정하며, 여기에 이름을 비워 두면 이름도 본인이 정합니다.",
  addByProxy: "사용자 추가",
  addProxyHint: "프록시가 아는 이름 그대로, 대문자와 소문자까지 똑같이 적어 주세요.",
  makeTheAccount: "계정 만들기",
  role: "역할",
  roleHints: {
    user: "질문하고 답변을 읽으며, 자신의 대화만 볼 수 있습니다.",
    admin: "사용자와 서비스, 모델도 관리합니다.",
  },
  add: "링크 만들기",
  linkFor: (name) => (name === null ? "새로 초대할 분의 일회용 링크" : `${name}님의 일회용 링크`),
  linkHint: (name, until) =>
    `지금만 볼 수 있습니다. ${name === null ? "초대할 분에게만 전해 주세요. 먼저 쓰는 사람이 계정을 갖게 됩니다." : `${name}님에게만 전해 주세요. 먼저 여는 사람이 비밀번호를 정하게 됩니다.`} ${day.format(until)}까지 한 번만 쓸 수 있습니다.`,
  invites: "아직 쓰지 않은 초대",
  inviteOf: { user: "사용자 초대", admin: "관리자 초대" },
  inviteUntil: (until) => `${day.format(until)}까지`,
  inviteBy: (name) => `만든 사람: ${name}`,
  revoke: "취소",
  revokeNamed: (until) => `초대 취소: ${until}`,
  deletePerson: "삭제",
  deleteTheirs: (name) => `${name}님의 계정과 여기에 있는 모든 것이 영구히 삭제됩니다.`,
  typeTheirName: (name) => `확인을 위해 이름(${name})을 입력해 주세요`,
  deleteAccount: "계정 삭제",
  deleteHint:
    "대화와 공유 링크, 로그인을 비롯해 여기에 있는 모든 것이 바로 지워지며 되돌릴 수 없습니다. 그 전에 설정에서 모두 내보낼 수 있습니다. 업그레이드 전에 서버가 만들어 둔 사본에는 새 사본으로 바뀔 때까지 그때의 내용이 남습니다.",
  deleteMine: "내 계정 삭제…",
  typeName: (name) => `확인을 위해 이름(${name})을 입력해 주세요`,
  deleteSure: "영구히 삭제",
  otherName: "이 계정의 이름이 아닙니다.",
  lastAdmin: "계정을 관리할 사람이 있어야 합니다. 먼저 다른 관리자를 지정해 주세요.",
  copyLink: "링크 복사",
  tokens: {
    again: "다시 로그인해 주세요. 토큰은 정한 기간 동안 프로그램이 나 대신 들어오게 합니다.",
    title: "토큰",
    hint: "스크립트나 yeoul chat, 직접 만든 앱 같은 프로그램이 토큰으로 나를 대신해 질문합니다. 토큰은 “Authorization: Bearer …” 헤더로 보냅니다. 프로그램마다 따로 만들고, 필요 없어지면 폐기해 주세요.",
    yours: "내 토큰",
    none: "만든 토큰이 없습니다.",
    made: (name) => `새 토큰: ${name}`,
    madeHint:
      "지금만 볼 수 있습니다. 프로그램이 읽을 곳에만 복사해 두고 다른 곳에는 남기지 마세요. 토큰을 가진 사람은 누구나 허용된 일을 할 수 있습니다.",
    copy: "토큰 복사",
    another: "토큰 만들기",
    name: "이름",
    nameHint: "어디에 쓰는지 적어 주세요. 예: 스크립트나 컴퓨터 이름",
    may: "이 토큰으로 할 수 있는 일",
    scopes: {
      ask: { name: "질문", does: "질문하고 답변을 중지하거나 이어서 생성" },
      read: { name: "읽기", does: "내 대화 읽기" },
      write: { name: "변경", does: "내 대화를 변경, 삭제, 가져오기, 공유" },
      metrics: { name: "지표", does: "서버 지표 읽기(/metrics)" },
    },
    life: "유효 기간",
    days: (days) => (days === 365 ? "1년" : `${days}일`),
    forever: "폐기할 때까지",
    make: "토큰 만들기",
    neverUsed: "아직 쓰지 않음",
    usedOn: (on) => `마지막 사용 ${date.format(on)}`,
    until: (end) => `${day.format(end)}까지`,
    expired: (end) => `${day.format(end)}에 만료됨`,
    endless: "폐기할 때까지",
    revoke: "폐기",
    revokeNamed: (name, prefix) => `토큰 폐기: ${name}, ${prefix}`,
    sure: "정말 폐기할까요?",
    revoked: "토큰을 폐기했습니다.",
  },
  personGone: "더 이상 없는 계정입니다.",
  againForPeople: "사용자를 관리하려면 한 번 더 로그인해 주세요.",
  yourPassword: "내 비밀번호",
  loggingOut: "로그아웃하는 중…",
  logOutQuestion:
    "이 브라우저에만 있는 내용이 삭제됩니다. 모든 창에서 써 두고 보내지 않은 글과 대기 중인 질문, 그리고 지침이 해당됩니다.",
};
