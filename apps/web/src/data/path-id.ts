/** The id in an address. NaN for what is none, which the API refuses as it does any other. */
export const pathId = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN)
