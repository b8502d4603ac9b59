export const drawWords = {
  pending: 'This drop has a queue. Places are drawn when it starts; the draw can be checked here afterwards.',
  about: (drawn: string): string =>
    `${drawn} places were drawn when this drop started. Each position follows from the secret above and the log of everybody who had joined, so being early or fast made no difference.`,
  log: 'The log has everybody who took part, once',
  digest: 'The log and its digest',
  key: 'The secret, the digest and the key of the draw',
  positions: 'Everybody who took part has exactly one position',
  own: (seq: string, position: string): string => `You were number ${seq} in the log and drew position ${position}.`,
  terminal: 'Check it in a terminal, from public data alone:',
}
