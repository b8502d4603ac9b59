import { z } from 'zod'
import { email } from '../../contract/index.ts'
import { normalizeMailAddress } from '../../domain/index.ts'

/** An e-mail address in an input, in the form that accounts have. */
export const mailAddress = email.transform((text, issues) => {
  const address = normalizeMailAddress(text)
  if (address) return address
  issues.addIssue('must be an e-mail address, such as ann@example.com')
  return z.NEVER
})
