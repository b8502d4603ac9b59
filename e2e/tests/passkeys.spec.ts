import { expect, type Page, test } from '@playwright/test'
import { canReadMail, Member, newEmail } from '../account.ts'
import { addresses } from '../addresses.ts'

test.skip(!canReadMail(), 'reads mail, so it needs the stage that Playwright starts')

/** Passkeys belong to this host name; 127.0.0.1 is another. */
const ownHost = addresses(process.env).webUrl.replace('127.0.0.1', 'localhost')

/** A device that unlocks by itself, with no passkey yet. */
async function addAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    unlocks: (isUserVerified: boolean) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  }
}

test.describe('on the host of the passkeys', () => {
  test.use({ baseURL: ownHost })

  test('a passkey is added, signs in, is renamed and removed, and then signs in no more', async ({ page }) => {
    const device = await addAuthenticator(page)
    const member = new Member(page, newEmail('passkey'))
    const passkeys = member.section('Passkeys')
    const withPasskey = page.getByRole('button', { name: 'Sign in with a passkey' })
    await member.signsIn()
    await expect(passkeys).toContainText('No passkeys yet.')
    await passkeys.getByRole('button', { name: 'Add a passkey' }).click()
    await expect(passkeys.getByRole('listitem')).toHaveCount(1)

    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await member.isGuest()
    await page.goto('/sign-in?next=%2Faccount')
    await withPasskey.click()
    await page.waitForURL('**/account')
    await member.isSignedIn()
    await expect(member.section('You')).toContainText(member.email)

    await passkeys.getByRole('button', { name: /^Rename/ }).press('Enter')
    await expect(page.getByLabel('Name of the passkey')).toBeFocused()
    await page.keyboard.type('My phone')
    await page.keyboard.press('Enter')
    await expect(passkeys.getByRole('listitem')).toContainText('My phone')
    await passkeys.getByRole('button', { name: 'Remove My phone' }).click()
    await expect(passkeys).toContainText('No passkeys yet.')
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await member.isGuest()

    await page.goto('/sign-in')
    await withPasskey.click()
    await expect(page.getByRole('alert').filter({ hasText: 'That passkey isn’t known here.' })).toBeVisible()
    await device.unlocks(false)
    await withPasskey.click()
    await expect(page.getByRole('alert').filter({ hasText: 'No passkey was used.' })).toBeVisible()
    await member.isGuest()
  })
})

test('on another host passkeys are not offered, and the account says where they are', async ({ page }) => {
  const member = new Member(page, newEmail('elsewhere'))
  await page.goto('/sign-in')
  await expect(page.getByLabel('E-mail address')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toHaveCount(0)
  await member.signsIn()
  await expect(member.section('Passkeys')).toContainText('Passkeys are added and used at localhost.')
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toHaveCount(0)
})
