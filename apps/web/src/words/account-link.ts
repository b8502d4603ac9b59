/** What every page says of accounts. The other texts load with what shows them: words/account.ts. */
export const accountLinkWords = {
  signIn: 'Sign in',
  account: 'Account',
  needed: 'You’ll need to sign in to buy.',
}
