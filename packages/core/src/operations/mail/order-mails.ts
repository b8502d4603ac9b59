import { fractionDigits } from '../../contract/currencies.ts'
import type { Money } from '../../contract/index.ts'
import type { MailContent } from './queue-mail.ts'
import { escapeHtml, lines, page } from './templates.ts'

interface OrderMail {
  /** The order number that people read. */
  number: string
  /** Of the order's page. */
  url: string
  playMoney: boolean
}

interface MailLine {
  name: string
  quantity: number
  /** Of one unit. */
  price: Money
}

export interface Receipt extends OrderMail {
  items: readonly MailLine[]
  total: Money
}

/** The order is paid. */
export function receiptMail({ number, url, playMoney, items, total }: Receipt): MailContent {
  return mailOf(
    `Receipt for order ${number}`,
    [`You paid ${moneyText(total)} for order ${number}.`, itemsOf(items), playMoney && PLAY_MONEY],
    ['Your order:', url],
  )
}

export interface FailedPayment extends OrderMail {
  /** `late`: paid after the deadline, when the units were gone. */
  why: 'declined' | 'expired' | 'amount_mismatch' | 'late'
  total: Money
  sale: { name: string; url: string }
}

/** The order was not paid, or the money goes back. It leads back to the sale. */
export function paymentFailedMail({ number, playMoney, why, total, sale }: Omit<FailedPayment, 'url'>): MailContent {
  const back = 'The money goes back to you.'
  const what = {
    declined: `The payment for order ${number} was declined. Nothing was charged.`,
    expired: `Order ${number} was not paid in time. Nothing was charged.`,
    amount_mismatch: `Order ${number} costs ${moneyText(total)}, and another amount was paid. ${back}`,
    late: `The payment for order ${number} came after its deadline, and the items were no longer available. ${back}`,
  }
  return mailOf(
    `Order ${number} did not go through`,
    [what[why], 'You do not have the items of this order. What is left is on sale.', playMoney && PLAY_MONEY],
    [`${sale.name}:`, sale.url],
  )
}

export interface Refund extends OrderMail {
  amount: Money
  /** What the money is for; empty: no particular items. */
  items: readonly MailLine[]
  /** As the operator gave it; null: none. */
  reason: string | null
}

/** Money of an order goes back to its buyer. */
export function refundMail({ number, url, playMoney, amount, items, reason }: Refund): MailContent {
  return mailOf(
    `Refund of ${moneyText(amount)} for order ${number}`,
    [
      `You get ${moneyText(amount)} of order ${number} back. It may take some days until your bank shows it.`,
      items.length > 0 && itemsOf(items),
      reason !== null && `Reason: ${reason}`,
      playMoney && PLAY_MONEY,
    ],
    ['Your order:', url],
  )
}

const PLAY_MONEY = 'Play money. Nothing is charged, and nothing is shipped.'

/** A line of text for each item. */
const itemsOf = (items: readonly MailLine[]): string =>
  items
    .map(({ name, quantity, price }) =>
      quantity === 1 ? `${name}: ${moneyText(price)}` : `${quantity} × ${name}: ${moneyText(price)} each`,
    )
    .join('\n')

function mailOf(subject: string, given: (string | false)[], [label, url]: [string, string]): MailContent {
  const paragraphs = given.filter((text) => text !== false)
  const html = paragraphs.map((text) => `<p>${escapeHtml(text).replaceAll('\n', '<br>\n')}</p>`)
  const link = `<p>${escapeHtml(label)} <a href="${escapeHtml(url)}" style="color:inherit">${escapeHtml(url)}</a></p>`
  return {
    subject,
    text: lines(...paragraphs, `${label} ${url}`),
    html: page(subject, [...html, link].join('\n')),
  }
}

function moneyText({ amount, currency }: Money): string {
  const digits = fractionDigits(currency)
  const options = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const
  return new Intl.NumberFormat('en', options).format(amount / 10 ** digits)
}
