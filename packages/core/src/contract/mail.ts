/** All kinds of mail. They are labels of metrics. */
export const MAIL_KINDS = ['sign_in_code', 'operator_invited', 'receipt', 'payment_failed', 'refund'] as const

export type MailKind = (typeof MAIL_KINDS)[number]
