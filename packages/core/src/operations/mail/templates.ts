import type { Money } from '../../contract/index.ts'
import type { MailContent } from './queue-mail.ts'

export interface SignInCode {
  code: string
  /** How long the code is valid. */
  minutes: number
}

export function signInCodeMail({ code, minutes }: SignInCode): MailContent {
  const valid = `It is valid for ${minutes === 1 ? 'one minute' : `${minutes} minutes`} and works once.`
  const ignore = "If you didn't ask for it, you can ignore this mail. Nobody can sign in without the code."
  return {
    subject: `${code} is your Hourglass sign-in code`,
    text: lines('Your sign-in code for Hourglass:', code, valid, ignore),
    html: page(
      'Your sign-in code',
      `<p>Your sign-in code for Hourglass:</p>
<p style="font-size:32px;font-weight:600;letter-spacing:0.15em">${escapeHtml(code)}</p>
<p>${valid}</p>
<p style="font-size:14px">${escapeHtml(ignore)}</p>`,
    ),
  }
}

export interface ConfirmedOrder {
  orderNumber: string
  /** `price`: of one. */
  items: { name: string; quantity: number; price: Money }[]
  total: Money
  /** Where the buyer sees the order. */
  url?: string
}

export function orderConfirmedMail({ orderNumber, items, total, url }: ConfirmedOrder): MailContent {
  const rows = items.map(({ name, quantity, price }) => ({
    name: quantity === 1 ? name : `${quantity} × ${name}`,
    price: amount({ ...price, amount: price.amount * quantity }),
  }))
  const thanks = `Thank you. Your order ${orderNumber} is confirmed:`
  return {
    subject: `Your order ${orderNumber} is confirmed`,
    text: lines(
      thanks,
      rows.map(({ name, price }) => `${name}: ${price}`).join('\n'),
      `Total: ${amount(total)}`,
      ...(url ? [`See your order: ${url}`] : []),
    ),
    html: page(
      `Order ${orderNumber}`,
      `<p>${escapeHtml(thanks)}</p>
<table role="presentation" style="border-collapse:collapse;width:100%">
${rows.map(({ name, price }) => row(name, price)).join('\n')}
${row('Total', amount(total), 'font-weight:600;border-top:1px solid')}
</table>${url ? `\n<p><a href="${escapeHtml(url)}" style="color:inherit">See your order</a></p>` : ''}`,
    ),
  }
}

const lines = (...paragraphs: string[]): string => `${paragraphs.join('\n\n')}\n`

/** Minor units as text: €24.50. */
function amount({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

const row = (name: string, price: string, style = ''): string =>
  `<tr style="${style}"><td style="padding:6px 12px 6px 0;${style}">${escapeHtml(name)}</td><td style="padding:6px 0;text-align:right;${style}">${escapeHtml(price)}</td></tr>`

/** An HTML page without pictures, links to style sheets or fixed colours, so that the reader's own colours apply, dark ones too. */
const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
</head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:32em;margin:0 auto">
${body}
<p style="font-size:14px">Hourglass</p>
</div>
</body>
</html>
`

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
