/** `pnpm verify`: breaks Hourglass and checks what it promised. Each command has a folder of its own. */
const COMMANDS: Record<string, { what: string; main: string }> = {
  crowd: { what: 'a crowd buys everything; ledger, gate and answers must agree', main: './crowd/main.ts' },
  faults: { what: 'servers, stores, networks and clocks fail while the crowd buys', main: './faults/main.ts' },
  simulation: {
    what: 'the protocol in thousands of small simulated worlds',
    main: '../../packages/core/test/simulation/main.ts',
  },
  conformance: { what: 'a partner’s journey against any address', main: './conformance/main.ts' },
}

const [name = '--help', ...args] = process.argv.slice(2)
const command = COMMANDS[name]
if (command) {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args)
  await import(command.main)
} else {
  const lines = Object.entries(COMMANDS).map(([each, { what }]) => `  pnpm verify ${each.padEnd(12)} ${what}`)
  console.log(`${lines.join('\n')}\n\nEach command has --help.`)
  if (name !== '--help' && name !== '-h') process.exitCode = 2
}
