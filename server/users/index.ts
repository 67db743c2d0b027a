/**
 * Accounts: who somebody is, how they prove it, what they may do. Home of truth: Postgres (`accounts`,
 * `identities`, `email_verifications`, `password_resets`); a session is a signed token and lives nowhere.
 * Invariants: one account an e-mail whatever its case (accounts_email_unique); a link that was mailed works once;
 * an unknown e-mail and a wrong password cannot be told apart.
 */
export {
  claimedActor,
  sessionCookieName,
  sessionSeconds,
  signSession,
  verifySession,
  type Session,
  type SessionClaims,
} from './session-token';
export { demoAccounts, demoPassword } from './demo';
export { hashPassword } from './password';
export { actorOfSession } from './roles';
export { signIn } from './sign-in';
export {
  accountForSocial,
  changeRole,
  createAccount,
  findOwnAccount,
  listPeople,
  signUp,
  updateOwnProfile,
} from './users';
export { offeredSocials, socialCredentials, type SocialProvider } from './social';
export type { SocialProfile } from './social.store';
export { askPasswordReset, resetPassword, sendPasswordReset } from './password-reset';
export {
  beginIdentityCheck,
  findIdentityHash,
  findOwnIdentity,
  finishIdentityCheck,
} from './identity';
export { identityProvider, signSandboxResult } from './identity-providers';
export { resendVerification, sendVerification, verifyEmail } from './verification';
export { presentAccount, presentPerson, sessionClaims, sessionSaysStill } from './present';
export type { AccountRow } from './users.store';
