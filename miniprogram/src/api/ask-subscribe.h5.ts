/** A browser has no such dialog: nothing is offered. */
export const askSubscribe = null
