/** The links in the header's menu and in the footer. */
export const ABOUT = {
  title: 'About',
  how: 'How it works',
  proof: 'Proof',
  api: 'API',
  status: 'Status',
  limits: 'Money and guests',
}

interface Section {
  /** For links to it. */
  id: string
  title: string
  paragraphs: readonly string[]
}

/** The page that explains the place. */
export const HOW_IT_WORKS: { title: string; sections: readonly Section[] } = {
  title: 'How it works',
  sections: [
    {
      id: 'drops',
      title: 'Drops',
      paragraphs: [
        'On the hour a new drop opens with objects that have never been on sale before. No two are alike, and each sells once. A drop stays open until its last object is sold.',
        'Until it opens, a drop is sealed: nobody can see its objects, but a fingerprint of them is public. Once it’s open, anyone can check that they weren’t changed.',
      ],
    },
    {
      id: 'buying',
      title: 'Buying',
      paragraphs: [
        'Press Buy and confirm. It’s yours when the page says so, and not before. If the connection drops in between, the page checks what happened, and nothing is bought twice.',
        'Adding to the cart reserves nothing. Holding does: nobody else can buy the object until the time shown. Then it goes back on sale.',
        'If a drop takes payment, your order is reserved for you until the time shown, and it’s yours once you’ve paid. If the time runs out, everything goes back on sale and nothing is charged.',
        'Each drop has a limit per person. Holds count towards it.',
        'Some drops need an account, and their pages say so. There’s no password: we mail you a code, or you use a passkey. What you bought before signing in becomes your account’s.',
      ],
    },
    {
      id: 'proof',
      title: 'Proof',
      paragraphs: [
        'Every drop has a proof. It counts the orders in the ledger again, and shows that every object sold at most once and that nobody got more than the limit. Your browser can check the seal itself.',
      ],
    },
    {
      id: 'limits',
      title: ABOUT.limits,
      paragraphs: [
        'Where a page says “Play money”, nothing is charged, and nothing is shipped. Elsewhere you pay to buy.',
        'A guest is one browser. If you clear its cookies, you lose access to your orders, and another browser counts as another person. Sign in, and you’re one person in every browser.',
      ],
    },
  ],
}

/** The page that shows whether shoppers can buy right now. */
export const STATUS = {
  title: 'Status',
  up: 'Everything works. You can buy.',
  busy: 'Something is slow or restarting. Buying may be refused for a moment.',
  down: 'The shop can’t sell right now. Orders that were confirmed are safe.',
  parts: { server: 'Servers', redis: 'Gate', database: 'Ledger' } as Record<string, string>,
  part: (state: string): string => (state === 'ok' ? 'Working' : 'Not working'),
}
