/** The embedded Valkey prints this once it listens on its port. */
export const LISTENING = 'listening'
