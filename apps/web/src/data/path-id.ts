/** The id in an address, or NaN, which the API refuses. */
export const pathId = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN)
