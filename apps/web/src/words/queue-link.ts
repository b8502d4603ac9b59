/** In a refusal for want of a pass. */
export const TO_QUEUE = 'Go to the queue'

/** On the page of another drop. */
export const joinQueueWords = (name: string): string => `Join the queue for ${name}`
