/** What a receipt is of: a node's number in what the page looks at, or how a goal stands in its own time. */
export type ReceiptOf = { nodeId: string; metric: string } | { goalId: string };

/** No node is called so: the id of a node names its kind before a colon. */
const GOAL = 'goal~';

/** How the address names a receipt: person:275~revenue. Ids may hold any sign; metrics never hold a tilde. */
export function receiptKey(nodeId: string, metric: string): string {
  return `${nodeId}~${metric}`;
}

/** And that of a goal: goal~win-rate. */
export function goalReceiptKey(goalId: string): string {
  return GOAL + goalId;
}

export function parseReceiptKey(key: string): ReceiptOf | null {
  if (key.startsWith(GOAL)) return key.length > GOAL.length ? { goalId: key.slice(GOAL.length) } : null;
  const at = key.lastIndexOf('~');
  return at > 0 && at < key.length - 1 ? { nodeId: key.slice(0, at), metric: key.slice(at + 1) } : null;
}
