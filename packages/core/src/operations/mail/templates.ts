import type { Role } from '../../contract/index.ts'
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

export interface Invitation {
  role: Role
  /** Of the console. */
  url: string
}

export function invitationMail({ role, url }: Invitation): MailContent {
  const invited = `You can now use the Hourglass console as ${/^[ao]/.test(role) ? 'an' : 'a'} ${role}.`
  const how = 'Sign in with this e-mail address:'
  return {
    subject: 'You can now use the Hourglass console',
    text: lines(invited, `${how} ${url}`),
    html: page(
      'The Hourglass console',
      `<p>${invited}</p>\n<p>${how} <a href="${escapeHtml(url)}" style="color:inherit">${escapeHtml(url)}</a></p>`,
    ),
  }
}

export const lines = (...paragraphs: string[]): string => `${paragraphs.join('\n\n')}\n`

/** An HTML page without pictures, links to style sheets or fixed colours, so that the reader's own colours apply, dark ones too. */
export const page = (title: string, body: string): string => `<!doctype html>
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
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
