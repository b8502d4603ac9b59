/** Arguments that every deployment of the stores shares, including those that do not use this package. */
export { CLUSTER_ARGUMENTS, LEDGER_SETTINGS } from './postgres/settings.ts'
export { GATE_ARGUMENTS } from './redis/server.ts'
