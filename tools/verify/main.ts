/** `pnpm verify`: fault injection, simulation and conformance checks. Each command has its own folder. */
const COMMANDS: Record<string, { what: string; main: string }> = {
  crowd: { what: 'a crowd buys everything; ledger, gate and responses must agree', main: './crowd/main.ts' },
  faults: { what: 'servers, stores, networks and clocks fail while the crowd buys', main: './faults/main.ts' },
  queue: { what: 'sends visitors to the waiting room of a running shop', main: './queue/main.ts' },
  simulation: {
    what: 'simulates thousands of small sales, waiting rooms or payments',
    main: '../../packages/core/test/simulation/main.ts',
  },
  conformance: {
    what: 'checks a server against its OpenAPI document, as a partner uses it',
    main: './conformance/main.ts',
  },
  containers: {
    what: 'builds the images, starts Compose and checks it from outside',
    main: './containers/main.ts',
  },
}

const [name = '--help', ...args] = process.argv.slice(2)
const command = COMMANDS[name]
if (command) {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args)
  await import(command.main)
} else {
  const lines = Object.entries(COMMANDS).map(([each, { what }]) => `  pnpm verify ${each.padEnd(12)} ${what}`)
  console.log(`${lines.join('\n')}\n\nEvery command has --help.`)
  if (name !== '--help' && name !== '-h') process.exitCode = 2
}
