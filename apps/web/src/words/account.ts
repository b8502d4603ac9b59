/** Texts of the sign-in. */
export const signInWords = {
  title: 'Sign in',
  email: 'E-mail address',
  sendCode: 'Send me a code',
  sending: 'Sending…',
  code: 'Code',
  enterCode: 'Sign in',
  checking: 'Signing in…',
  sendAgain: 'Send a new code',
  otherAddress: 'Use another address',
  passkey: 'Sign in with a passkey',
  with: (issuer: string): string => `Continue with ${issuer}`,
  or: 'or',
  noWay: 'Signing in isn’t set up in this shop yet.',
  /** Nothing says whether there is an account, or whether the address exists. */
  sent: (email: string): string =>
    `We’ve sent a code to ${email}, if it’s an address we can reach. It works for ten minutes.`,
  sentAgain: (email: string): string => `We’ve sent a new code to ${email}. Earlier ones no longer work.`,
  /** For development, where no mail is sent. */
  mailbox: (email: string): string =>
    `In development no mail is sent: the code for ${email} is printed in the terminal where npm start runs.`,
  intro: 'No password needed. If you’re new here, this creates your account.',
  /** For somebody who is signed in already. */
  already: (email: string): string => `You’re signed in as ${email}.`,
  toAccount: 'Go to your account',
  cancel: 'Cancel',
}

/** Why a call failed, where the server’s own sentence doesn’t fit a form. */
export const signInTrouble = {
  connectionLost: 'Connection lost. Try again.',
  failed: 'That didn’t work. Try again, or sign in another way.',
  invalidEmail: 'Enter an e-mail address, such as ann@example.com.',
  invalidCode: 'Enter the six digits from the e-mail.',
  noPasskey: 'No passkey was used. Try again, or sign in another way.',
  noPasskeyAdded: 'No passkey was added.',
  passkeyExists: 'This device already has a passkey for your account.',
}

const RESTART = 'That took too long, or it was started in another tab. Try again.'
const NOT_VERIFIED = 'Your e-mail address isn’t verified there yet. Verify it first, or sign in with a code.'
const NO_ADDRESS = 'We didn’t get an e-mail address from there. Sign in with a code instead.'
const OTHER_WAY = 'There’s already an account with this e-mail address. Sign in with a code instead.'

/** Errors of a sign-in with an issuer: its own (RFC 6749, section 4.1.2.1) and better-auth’s. */
const ISSUER_ERRORS = new Map(
  Object.entries({
    access_denied: 'You canceled the sign-in. Nothing has changed.',
    interaction_required: 'You canceled the sign-in. Nothing has changed.',
    login_required: 'You canceled the sign-in. Nothing has changed.',
    consent_required: 'You canceled the sign-in. Nothing has changed.',
    email_not_verified: NOT_VERIFIED,
    email_not_found: NO_ADDRESS,
    invalid_email: NO_ADDRESS,
    unable_to_link_account: OTHER_WAY,
    account_not_linked: OTHER_WAY,
    account_already_linked_to_different_user: OTHER_WAY,
    email_does_not_match: OTHER_WAY,
    state_mismatch: RESTART,
    state_not_found: RESTART,
    state_invalid: RESTART,
    please_restart_the_process: RESTART,
    invalid_code: RESTART,
    temporarily_unavailable: 'Signing in there isn’t possible right now. Try again later, or sign in with a code.',
    server_error: 'Signing in there isn’t possible right now. Try again later, or sign in with a code.',
  }),
)

/** The sentence of the `error` in an address that an issuer’s answer led to. */
export const issuerErrorWords = (code: string): string => ISSUER_ERRORS.get(code.toLowerCase()) ?? signInTrouble.failed

/** Texts of the account’s page. */
export const accountWords = {
  title: 'Account',
  signIn: 'Sign in to see your account.',
  profile: 'You',
  email: 'E-mail',
  alsoWith: 'Also signs in with',
  name: 'Name',
  save: 'Save',
  saved: 'Saved.',
  showName: 'Show my name in the history of objects I own',
  passkeys: 'Passkeys',
  passkeysIntro: 'Sign in with your fingerprint, your face or your device’s PIN.',
  passkeysElsewhere: (host: string): string => `Passkeys are added and used at ${host}.`,
  passkeysUnsupported: 'This browser doesn’t support passkeys.',
  noPasskeys: 'No passkeys yet.',
  addPasskey: 'Add a passkey',
  adding: 'Waiting for your device…',
  passkey: (name: string | null): string => name || 'Passkey',
  added: (moment: string): string => `Added ${moment}`,
  rename: 'Rename',
  remove: 'Remove',
  passkeyName: 'Name of the passkey',
  cancel: 'Cancel',
  sessions: 'Where you’re signed in',
  thisBrowser: 'This browser',
  since: (moment: string): string => `Signed in ${moment}`,
  signOut: 'Sign out',
  signOutEverywhere: 'Sign out everywhere',
  everywhere: 'Signing out everywhere also ends the sessions of your other browsers, within seconds.',
  data: 'Your data',
  dataIntro: 'Everything we store about you: account, orders, holds, checkouts and cart.',
  download: 'Download my data',
  downloading: 'Preparing…',
  fileName: 'hourglass-account.json',
  delete: 'Delete account',
  deleteTitle: 'Delete your account?',
  deleteWhat:
    'Your name, e-mail address, passkeys and cart are deleted, and you’re signed out everywhere. The ledger keeps your orders without your name, so that every sale still adds up. This can’t be undone.',
  deleteIt: 'Delete my account',
  keep: 'Keep it',
  signInAgain: 'Sign in again',
}

const BROWSERS: [RegExp, string][] = [
  [/\bEdg/, 'Edge'],
  [/\bFirefox\//, 'Firefox'],
  [/\bOPR\//, 'Opera'],
  [/\bChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]
const first = (kinds: [RegExp, string][], text: string): string | undefined =>
  kinds.find(([kind]) => kind.test(text))?.[1]

/** "Chrome on Linux", from the User-Agent header of a session. */
export function browserWords(userAgent: string | null): string {
  const [browser, system] = [first(BROWSERS, userAgent ?? ''), first(SYSTEMS, userAgent ?? '')]
  return [browser ?? 'A browser', system].filter(Boolean).join(' on ')
}
