/** Remembers, in this browser only, on which day the reader last looked at a number's changes. */
const KEY = 'attain.seen:';

/** The day of the last visit before today; null without one. Today's visit is noted for the next time. */
export function visit(nodeId: string, today: string): string | null {
  try {
    const [last, before] = (localStorage.getItem(KEY + nodeId) ?? '').split(' ');
    const earlier = last && last < today ? last : before || null;
    localStorage.setItem(KEY + nodeId, earlier ? `${today} ${earlier}` : today);
    return earlier || null;
  } catch {
    return null; // storage is switched off
  }
}
