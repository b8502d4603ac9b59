import { numberFormat } from './locale.ts'

/** 9412 as "9,412". */
export const countWords = (count: number): string => numberFormat().format(count)
