/**
 * The version of the rules by which a verdict is given. Each journal has that of its run, so that its reports say the same years later;
 * one without it is of version 1.
 *
 * 1: a failure by the observed value, for all requests together, each traffic and the windows.
 *    A step that failed, a death outside a restart and an interrupt took back what had been seen to fail.
 * 2: a failure by an upper bound, as a pass by a lower one; see docs/explain/statistics.md. What was seen to fail stays failed.
 */
export const VERDICT_RULES = 2

export const FIRST_RULES = 1
