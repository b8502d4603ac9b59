/** The preview of a sale in the console. */
export const previewWords = {
  title: 'Preview',
  note: 'as the shop will show it; only you see it, and nothing can be bought in it',
  show: 'Show preview',
  hide: 'Hide preview',
  moment: 'When',
  before: 'Before opening',
  open: 'While open',
  desktop: 'Desktop, 1,280 pixels wide',
  phone: 'Phone, 390 pixels wide',
  unreadable: 'The items can’t be shown yet: the JSON is not complete.',
} as const
