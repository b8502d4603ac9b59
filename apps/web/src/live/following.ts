/** What follows a sale: it is loaded once the page is there. */
export { whileSeen } from './attendance'
export { openStream } from './stream'
