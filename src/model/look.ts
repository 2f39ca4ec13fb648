/** How often the watch looks at the processes and sockets of a target. What it tells of happened since the look before, so these bound how late it may be. */

/** A timer is late by one or two, which leaves no more than 20 between two looks. */
export const TICK_MS = 18
/** After so long it looks at processes, and while things change at their listening sockets, whatever that costs. */
export const CLOSE_LOOK_MS = 100
/** In calm it looks at listening sockets that several processes hold. */
export const CALM_LOOK_MS = 500
/** During a restart it looks at who serves after so long, whatever that costs. */
export const SERVING_LOOK_MS = 1000
