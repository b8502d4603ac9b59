/** The field's input handling, loaded after the page. */
export { listenForGestures } from './gestures'
export { stepOf } from './keys'
