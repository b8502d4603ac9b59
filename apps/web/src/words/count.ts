const counts = new Intl.NumberFormat('en')

/** 9412 as "9,412". */
export const countWords = (count: number): string => counts.format(count)
