/** What sign-in, set-up and the menu of an account say in English: every other language has to match. */

const time = new Intl.DateTimeFormat("en", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
/** For days that the server counts, in UTC. */
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

const count = new Intl.NumberFormat("en");

export const en = {
  logIn: "Sign in",
  loggingIn: "Signing in…",
  name: "Name",
  password: "Password",
  showPassword: "Show",
  hidePassword: "Hide",
  forgotten: "Forgotten the password? An admin of this server can give you a link for a new one.",
  again: (name: string) => `${name}, you have been signed out. Sign in to go on where you were.`,
  unencrypted:
    "This address is not encrypted (http): others on this network could read your password and your conversations. If the server has an https address, use that one.",
  howHttps: "How https comes about",

  setUp: "Set up Yeoul",
  setUpHint:
    "Make the first account. It manages the others, and takes over what is on this server already.",
  setUpByCommand:
    "This server waits for its first account. Whoever runs it makes that account by this command, with the settings of the server; then sign in here.",
  code: "Code",
  codeHint: "The server has printed it where it was started, such as ABCD-EFGH-JKLM.",
  newName: "Your name",
  newPassword: "New password",
  passwordHint: "At least 8 characters; 15 or more are better. Anything goes, spaces too.",
  makeAccount: "Make the account",

  welcome: (name: string) => `Welcome, ${name}`,
  join: "Your one-time link",
  joinHint: (until: Date) =>
    `Choose a password for this account. The link can be used once, until ${day.format(until)}.`,
  otherPerson: (name: string) => `${name} is signed in here, and will be signed out.`,
  setPassword: "Set the password",
  joinDisabled:
    "The password is set, but this account may not sign in at present. Ask an admin of this server.",
  invited: "You are invited",
  invitedHint: (until: Date) =>
    `Choose the name by which you sign in, and a password. The link can be used once, until ${day.format(until)}.`,
  linkGone: "This link is used up or too old. Ask an admin of this server for a new one.",
  linkSpent:
    "This link is used up. If you have just set the password, sign in with it. Else ask an admin of this server for a new link.",
  linkIncomplete: "Open the link again as you were given it: a part of it is missing here.",
  toLogIn: "Go to sign-in",

  logInByPasskey: "Sign in with a passkey",
  byPasskey: "With a passkey",
  passkeyAt: "To use a passkey on this machine, open",
  passkey: "Passkey",
  passkeys: "Passkeys",
  passkeyHint:
    "Sign in by a finger, your face or a PIN instead of the password. A passkey works at this address only, for ever: keep the password, or another way, as well.",
  passkeyHindrance: {
    insecure: "Passkeys need an encrypted address (https).",
    numbers: "Passkeys need an address with a name: open this server by its name, not by numbers.",
    old_browser: "This browser has no passkeys.",
  },
  passkeyNotInstalled:
    "This server takes no passkeys yet: whoever runs it can install yeoul[accounts].",
  addPasskey: "Add a passkey",
  againForPasskeys: "To change your passkeys, sign in once more.",
  passkeyFor: (site: string) => `for ${site}`,
  passkeyAdded: (at: Date) => `added ${day.format(at)}`,
  passkeyUsed: (at: Date) => `last used ${day.format(at)}`,
  passkeyUnused: "not used yet",
  renamePasskey: "Rename",
  removePasskey: "Remove",
  removePasskeyHint:
    "Nobody can sign in by it any longer, and you will be signed out everywhere else. Your device keeps it until you delete it there.",
  passkeyCancelled: "No passkey was used: it was cancelled, took too long, or there is none here.",
  passkeyKnown: "This device has a passkey for this account already.",
  passkeyNoDevice:
    "There is no device here that can keep a passkey: it needs a screen lock, or a security key with a PIN.",
  passkeyRefused: "This passkey was not accepted. Try again, or sign in another way.",
  passkeyGone: "This passkey no longer exists.",

  signedOut: "You are not signed in",
  signedOutHint: "Sign in on this site, then come back here.",
  signedOutWay: "Sign in to go on where you were.",
  reload: "Reload",

  wrongPassword: "The name or the password is wrong.",
  wrongCode:
    "This is not the code, or it is no longer good: after 30 minutes or ten wrong tries, start the server again for a new one.",
  weakPassword: "This password is one of those that are tried first. Choose another one.",
  shortPassword: "Choose a password of at least 8 characters.",
  longPassword: "This password is too long.",
  badName: "Choose a name of 1 to 64 characters, all of which can be seen.",
  tryAgainIn: (seconds: number) => `Too many tries. Try again in ${seconds} s.`,
  tryAgainAt: (at: Date) => `Too many tries. Try again at ${time.format(at)}.`,
  cookieLost:
    "The password is right, but this browser did not keep you signed in. Allow cookies for this site; if its address begins with http, open it by https.",

  or: "or",
  providerName: (_id: string, name: string) => name,
  continueWith: (_id: string, name: string) => `Continue with ${name}`,
  refusals: {
    expired: "That took too long, or was begun in another browser. Try again.",
    cancelled: "The sign-in was cancelled.",
    provider: "The provider did not prove who you are. Try again; if it stays so, tell an admin.",
    unknown:
      "No account here belongs to this sign-in. If you have an account, sign in and link the two under Account; otherwise ask an admin of this server for an invite.",
    not_admitted:
      "This sign-in may not make an account here. Ask an admin of this server for an invite.",
    disabled: "This account may not sign in at present. Ask an admin of this server.",
    taken: "This sign-in belongs to another account already.",
    other_person: "This is the sign-in of another account. Use the one that is linked to yours.",
    link_gone:
      "The one-time link is used up or too old. Ask an admin of this server for a new one.",
    name_taken: "This name is taken, or cannot be one. Open the invite again and choose another.",
    failed: "The sign-in did not work. Try again.",
  },
  noProxyHint:
    "The sign-in in front of this server does not say who you are, or there is no account of that name here. Sign in there, or ask an admin of this server.",
  byProxy: "You are signed in by the proxy in front of this server.",
  providers: "Other ways to sign in",
  providersHint: "You can sign in to this account by each one that is linked.",
  link: "Link",
  linkNamed: (name: string) => `Link ${name}`,
  unlink: "Unlink",
  unlinkNamed: (name: string) => `Unlink ${name}; you will be signed out everywhere else`,
  linked: "It is linked. You can sign in by it from now on.",
  linkedSince: (at: Date) => `linked ${day.format(at)}`,
  lastWay: "linked · the only way to sign in to this account",
  lastBesidePasskeys: "linked · the only way to sign in that another address leaves you",
  againForProviders: "To change how you sign in, sign in once more.",
  againForDeletion: "To delete your account, sign in once more.",

  roles: { admin: "Admin", user: "User" },
  account: "Account",
  people: "People",
  logOut: "Sign out",
  loggedInAs: (name: string, role: "admin" | "user") =>
    `${name} · ${role === "admin" ? "an admin of this server" : "a user of this server"}`,
  passwordAndSessions: "Password and devices",
  sessions: "Where you are signed in",
  thisBrowser: "This browser",
  unknownBrowser: "An unknown browser",
  since: (at: Date) => `signed in ${day.format(at)}`,
  seen: (at: Date) => `last seen ${day.format(at)}`,
  thisMachine: "the server’s own machine",
  end: "Sign out",
  endNamed: (browser: string, facts: string) => `Sign out: ${browser}, ${facts}`,
  logOutElsewhere: "Sign out everywhere else",
  usage: {
    title: "Today",
    questions: (asked: number, limit: number | null) =>
      limit === null
        ? `${count.format(asked)} ${asked === 1 ? "question" : "questions"}`
        : `${count.format(asked)} of ${count.format(limit)} questions`,
    tokens: (used: number, limit: number | null) =>
      limit === null
        ? `${count.format(used)} ${used === 1 ? "token" : "tokens"}`
        : `${count.format(used)} of ${count.format(limit)} tokens`,
    until: (at: Date) => `It begins anew on ${day.format(at)}.`,
    ofPerson: (questions: number) =>
      `${count.format(questions)} ${questions === 1 ? "question" : "questions"} today`,
  },
  changePassword: "Change the password",
  currentPassword: "Current password",
  wrongCurrent: "This is not your password.",
  passwordChanged: "The password is changed. You are signed out everywhere else.",

  peopleHint:
    "You see names, roles, when somebody was here last, and how many questions they asked today. No admin sees conversations, their titles, or what somebody searches for. But the owner of the machine can read the files on it.",
  you: "you",
  disabled: "may not sign in",
  neverSeen: "has not signed in yet",
  changeNamed: (name: string) => `Change ${name}`,
  newLink: "Link for a new password",
  makeRole: { admin: "Make an admin", user: "Make a user" },
  disable: "Disable",
  enable: "Enable again",
  sure: "Really?",
  endsOwn: "You will be signed out everywhere.",
  endsTheirs: (name: string) => `${name} will be signed out everywhere.`,
  addPerson: "Invite somebody",
  addHint:
    "You get a link to give to them, by which they choose their password. Without a name here they choose that, too.",
  addByProxy: "Add somebody",
  addProxyHint:
    "Exactly the name by which the proxy knows the person, with its small and capital letters.",
  makeTheAccount: "Make the account",
  role: "Role",
  roleHints: {
    user: "Asks questions, and sees only their own conversations.",
    admin: "Also manages people, services and models.",
  },
  add: "Make the link",
  linkFor: (name: string | null) =>
    name === null ? "One-time link for somebody new" : `One-time link for ${name}`,
  linkHint: (name: string | null, until: Date) =>
    `It is shown only now. Give it to ${name ?? "that person"} alone: ${name === null ? "the first one to use it gets the account" : "the first one to open it sets the password"}. It works once, until ${day.format(until)}.`,
  invites: "Open invites",
  inviteOf: { user: "Invite for a user", admin: "Invite for an admin" },
  inviteUntil: (until: Date) => `until ${day.format(until)}`,
  inviteBy: (name: string) => `by ${name}`,
  revoke: "Revoke",
  revokeNamed: (until: string) => `Revoke the invite: ${until}`,
  deletePerson: "Delete",
  deleteTheirs: (name: string) =>
    `The account of ${name} and all that they have here are deleted, for good.`,
  typeTheirName: (name: string) => `Type the name, ${name}, to be sure`,
  deleteAccount: "Delete this account",
  deleteHint:
    "All that you have here is erased at once and cannot be restored: conversations, shared links and sessions. Under Settings you can export everything before. Copies that the server made before an upgrade keep what was in them until newer ones take their place.",
  deleteMine: "Delete my account…",
  typeName: (name: string) => `Type your name, ${name}, to be sure`,
  deleteSure: "Delete for good",
  otherName: "This is not the name of your account.",
  lastAdmin: "Somebody has to manage the accounts: make another admin first.",
  copyLink: "Copy the link",
  tokens: {
    again: "Sign in again: a token lets a program in for you, for as long as you choose.",
    title: "Tokens",
    hint: "By a token a program asks for you: a script, yeoul chat, an app of your own. It sends it as “Authorization: Bearer …”. Give each program its own, and revoke it when it is not needed any more.",
    yours: "Your tokens",
    none: "You have no tokens.",
    made: (name: string) => `Your token “${name}”`,
    madeHint:
      "It is shown only now: copy it to where the program finds it, and to nowhere else. Whoever has it can do what it allows.",
    copy: "Copy the token",
    another: "Make a token",
    name: "Name",
    nameHint: "What it is for, such as the script or the machine.",
    may: "By this token a program may",
    scopes: {
      ask: { name: "ask", does: "ask questions, and stop and continue answers" },
      read: { name: "read", does: "read your conversations" },
      write: { name: "change", does: "change, delete, import and share your conversations" },
      metrics: { name: "figures", does: "read the figures of the server (/metrics)" },
    },
    life: "It works for",
    days: (days: number) => (days === 365 ? "1 year" : `${days} days`),
    forever: "as long as it is not revoked",
    make: "Make the token",
    neverUsed: "not used yet",
    usedOn: (on: Date) => `last used on ${date.format(on)}`,
    until: (end: Date) => `until ${day.format(end)}`,
    expired: (end: Date) => `expired on ${day.format(end)}`,
    endless: "until it is revoked",
    revoke: "Revoke",
    revokeNamed: (name: string, prefix: string) => `Revoke: ${name}, ${prefix}`,
    sure: "Really revoke?",
    revoked: "The token is revoked.",
  },
  personGone: "This account no longer exists.",
  againForPeople: "To manage people, sign in once more.",
  yourPassword: "Your password",
  loggingOut: "Signing out…",
  logOutQuestion:
    "This deletes what only this browser has: drafts and queued questions in all of its windows, and your instructions.",
};

/** What every language offers. */
export type AccountTexts = typeof en;
