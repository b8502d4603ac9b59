import type { AccountView } from '@hourglass/core/contract'
import { Passkeys } from './passkeys'
import { Profile } from './profile'
import { Sessions } from './sessions'
import { YourData } from './your-data'

export function AccountSections({ account }: { account: AccountView }) {
  return (
    <>
      <Profile account={account} />
      <Passkeys passkeys={account.passkeys} />
      <Sessions sessions={account.sessions} />
      <YourData />
    </>
  )
}
