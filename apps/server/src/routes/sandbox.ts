import { noInput } from '@hourglass/core/contract'
import { SandboxView } from '@hourglass/core/contract/views'
import { resetSandbox } from '@hourglass/core/operations'
import { operation } from './route.ts'

export const sandbox = {
  reset: operation({
    method: 'post',
    path: '/v1/sandbox/reset',
    id: 'resetSandbox',
    tag: 'Sandbox',
    summary: 'Replace your test sales with new ones',
    description:
      'Closes the test sales of your test keys and creates new ones, one for each case. They end after 24 hours. ' +
      'Needs a test key (`hg_test_…`).',
    input: noInput,
    success: { 200: { description: 'The new test sales.', view: SandboxView } },
    refusals: ['test_key_required', 'busy'],
    scopes: ['buy'],
    idempotent: true,
    rateLimit: 'resets',
    operation: resetSandbox,
  }),
}
