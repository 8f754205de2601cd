/** The caller's own account, and the people that admins manage. A face of its own: it is loaded late. */

export {
  type Account,
  type AccountChange,
  type AccountsApi,
  accountsApi,
  type Invite,
  type OneTimeLink,
  type Role,
  type SessionPlace,
} from "./accounts.ts";
export { type NewShare, type Share, type SharesApi, type ShareWish, sharesApi } from "./shares.ts";
export {
  type ApiToken,
  type NewApiToken,
  type TokenScope,
  type TokensApi,
  type TokenWish,
  tokensApi,
} from "./tokens.ts";
