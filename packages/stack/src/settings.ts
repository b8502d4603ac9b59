/** The arguments that every deployment of the stores shares, also those that start them without this package. */
export { CLUSTER_ARGUMENTS, LEDGER_SETTINGS } from './postgres/settings.ts'
export { GATE_ARGUMENTS } from './redis/server.ts'
