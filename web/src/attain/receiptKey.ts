/** How the address names a receipt: person:275~revenue. Ids may hold any sign; metrics never hold a tilde. */
export function receiptKey(nodeId: string, metric: string): string {
  return `${nodeId}~${metric}`;
}

export function parseReceiptKey(key: string): { nodeId: string; metric: string } | null {
  const at = key.lastIndexOf('~');
  return at > 0 && at < key.length - 1 ? { nodeId: key.slice(0, at), metric: key.slice(at + 1) } : null;
}
