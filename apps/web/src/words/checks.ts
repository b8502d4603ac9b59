/** What the proof page recomputes in the browser. */
export const checkWords = {
  matches: 'Matches',
  differs: 'Differs',
  checking: 'Checking in your browser…',
  failed: { seal: 'The items couldn’t be loaded.', draw: 'The log couldn’t be loaded.' },
  again: 'Check again',
  others: (items: string): string => `Check another ${items} items`,
  commitment: 'The secret and the commitment',
  seed: 'The secret and the seed',
  items: (first: string, last: string): string => `Names and prices of items ${first} to ${last}`,
}
