import type { ShadowMatch, ShadowSum } from '../api/types';

/** What there is to look at: a line that both sides have alike needs no look. */
export function differing(matches: ShadowMatch[]): ShadowMatch[] {
  return matches.filter((m) => m.reason !== 'same');
}

/** The matches of a reason; all that differ when none is chosen. */
export function shown(matches: ShadowMatch[], reason: string): ShadowMatch[] {
  if (reason === 'all') return matches;
  return reason === '' ? differing(matches) : matches.filter((m) => m.reason === reason);
}

/** One sentence on how the two sides agree. */
export function verdict(sums: ShadowSum[]): string {
  const count = (reason: string) => sums.find((s) => s.reason === reason)?.count ?? 0;
  const same = count('same');
  const others = sums.reduce((n, s) => n + s.count, 0) - same;
  if (same + others === 0) return 'There is no deal on either side.';
  if (others === 0)
    return same === 1
      ? 'The one deal is the same on both sides.'
      : `All ${same} deals are the same on both sides.`;
  const deals = others === 1 ? '1 deal differs' : `${others} deals differ`;
  return `${same === 0 ? 'None is the same' : `${same} ${same === 1 ? 'is' : 'are'} the same`}, ${deals}.`;
}
