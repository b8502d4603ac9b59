import { paymentWorlds } from './simulation/payments/payment-worlds.ts'
import { testWorlds } from './simulation/test-worlds.ts'

testWorlds(paymentWorlds, { worlds: 60, of: 'paid sales' })
