/** The moments that the history of sales marks: what each is called, and its sign in the chart. */
export const momentWords = { started: 'started', sold_out: 'sold out', closed: 'closed' } as const
export const signs = { started: '▲', sold_out: '■', closed: '×' } as const
