/** The caller's own account, and the people that admins manage. A face of its own: it is loaded late. */

export {
  type Account,
  type AccountChange,
  type AccountsApi,
  accountsApi,
  type Credential,
  type Invite,
  type OneTimeLink,
  type Provider,
  type Role,
  type SessionPlace,
  type SignInWish,
  type UsedToday,
  type Ways,
} from "./accounts.ts";
export {
  beginLogIn,
  type LogInChallenge,
  type NewPasskey,
  type NewPasskeyChallenge,
  type Passkey,
  type PasskeysApi,
  passkeysApi,
  type SignedLogIn,
} from "./passkeys.ts";
export { type NewShare, type Share, type SharesApi, type ShareWish, sharesApi } from "./shares.ts";
export {
  type ApiToken,
  type NewApiToken,
  type TokenScope,
  type TokensApi,
  type TokenWish,
  tokensApi,
} from "./tokens.ts";
