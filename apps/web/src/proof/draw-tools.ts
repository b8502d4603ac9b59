export { checkDraw, logEntryOf, positionInQueue } from '@hourglass/core/catalog'
