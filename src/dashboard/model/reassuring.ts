/** Signals that speak against a scam: those of the taxonomy with a negative weight. */
export const REASSURING: ReadonlySet<string> = new Set(['warns-against']);
