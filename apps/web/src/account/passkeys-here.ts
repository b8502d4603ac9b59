import type { SignInMethodsView } from '@hourglass/core/contract'

/** Whether this browser can use the shop's passkeys on this page: they belong to one host name. */
export const passkeysHere = ({ passkey }: Pick<SignInMethodsView, 'passkey'>): boolean =>
  'PublicKeyCredential' in window && location.hostname === passkey
