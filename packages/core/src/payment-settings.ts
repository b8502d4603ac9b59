import { z } from 'zod'
import { readEnvironment } from './environment.ts'

/** The variables of the provider of payments, which servers and commands read. docs/configuration.md explains each. */
export const paymentVariables = {
  PAYMENTS: z.enum(['none', 'test', 'stripe'], { error: 'must be none, test or stripe' }).default('none'),
  STRIPE_SECRET_KEY: z
    .string()
    .trim()
    .regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret key of Stripe, which begins with sk_ or rk_')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.string().regex(/^whsec_\w+$/, 'must be a webhook secret of Stripe, which begins with whsec_')))
    .optional(),
  STRIPE_API_URL: z
    .string()
    .regex(/^https?:\/\/[^\s/]+$/, 'must be an origin such as https://api.stripe.com')
    .default('https://api.stripe.com'),
}

const paymentSchema = z.object(paymentVariables)

/** What the provider needs. @throws Error that names a variable that is missing */
export function paymentsOf(found: z.output<typeof paymentSchema>, storefront: string) {
  const { PAYMENTS: provider, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecrets = [] } = found
  if (provider === 'none') return undefined
  if (provider === 'test') return { provider, storefront }
  if (!secretKey) throw new Error('STRIPE_SECRET_KEY is missing: PAYMENTS=stripe needs it')
  return { provider, storefront, secretKey, webhookSecrets, apiUrl: found.STRIPE_API_URL }
}

/** Reads the same from the environment of a command. @throws Error that names each invalid variable */
export const readPayments = (env: NodeJS.ProcessEnv, storefront: string) =>
  paymentsOf(readEnvironment(paymentSchema, env), storefront)

/** Whether a key of Stripe moves real money. */
export const isLiveKey = (secretKey: string): boolean => /^[a-z]+_live_/.test(secretKey)
