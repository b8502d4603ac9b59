/** All that a field is handled with: it comes once the page is there. */
export { listenForGestures } from './gestures'
export { stepOf } from './keys'
