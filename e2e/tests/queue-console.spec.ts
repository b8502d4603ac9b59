import { expect, test } from '@playwright/test'
import { canReadMail } from '../account.ts'
import { expectNoSeriousFinding } from '../axe.ts'
import { Operator } from '../operator.ts'
import { openQueue, othersJoin } from '../queue.ts'

test.skip(!canReadMail(), 'reads mail, so it needs the stage that Playwright starts')

test('an operator watches a waiting room, changes its rate, lets people in and opens the door', async ({
  page,
  request,
}) => {
  const { sale } = await openQueue(request, 'Steered queue')
  await othersJoin(request, sale.id, 4)
  const operator = new Operator(page)
  await operator.arrives('steers', `/console/sales/${sale.id}`)
  const room = page.getByRole('region', { name: 'Waiting room' })
  const figure = (of: string) => room.locator(`[data-figure="${of}"] dd`)
  await expect(figure('waiting')).toContainText('4')
  await expect(room).toContainText('Paused')

  await room.getByLabel('People per minute').fill('many')
  await room.getByRole('button', { name: 'Set rate' }).click()
  await expect(room.getByRole('textbox', { name: 'People per minute' })).toHaveAccessibleDescription(/whole number/)
  await room.getByLabel('People per minute').fill('60')
  await room.getByRole('button', { name: 'Set rate' }).click()
  await expect(figure('wait')).toContainText('at 60 a minute')
  await expectNoSeriousFinding(page, 'console, waiting room')

  await room.getByRole('button', { name: 'Resume letting in' }).click()
  await expect(room.getByRole('button', { name: 'Pause letting in' })).toBeVisible()
  await expect(figure('admitted')).toContainText('1')
  await room.getByRole('button', { name: 'Let all in' }).click()
  await page.getByRole('button', { name: /^Let \d+ in$/ }).click()
  await expect(figure('admitted')).toContainText('4')
  await expect(figure('inside')).toContainText('4')

  await room.getByRole('button', { name: 'Open the door' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Open the door' }).click()
  await expect(room).toContainText('Door open')
  await expect(room.getByRole('button', { name: 'Open the door' })).toBeHidden()
})
