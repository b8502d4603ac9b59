/** What the process of the embedded Valkey prints when its port is its own. */
export const LISTENING = 'listening'
