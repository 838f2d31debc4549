/** Which goals the list shows: read from the address, so that a link shows the same to somebody else. */
import type { Query } from '../api/client';
import type { Search } from '../app/search';

export const CIRCLES = ['mine', 'team', 'company'] as const;
export type Circle = (typeof CIRCLES)[number];

export const STATE_CHOICES = [
  { value: 'open', label: 'In life' },
  { value: 'draft', label: 'Draft' },
  { value: 'proposed', label: 'Proposed' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'active', label: 'Active' },
  { value: 'closed', label: 'Closed' },
  { value: 'withdrawn', label: 'Withdrawn' },
  { value: 'all', label: 'All' },
];

const OPEN = 'draft,proposed,accepted,active';
const ALL = `${OPEN},closed,withdrawn`;

export interface GoalFilter {
  circle: Circle;
  /** A state, or "open" or "all". */
  state: string;
  owner: string | undefined;
  metric: string | undefined;
  q: string | undefined;
}

/** Whose goals each circle is; one that the reader does not have is left out. */
export interface Circles {
  mine?: string;
  team?: string;
  company: string;
}

export function goalFilter(search: Search, circles: Circles): GoalFilter {
  const isThere = (circle: string | undefined): circle is Circle =>
    CIRCLES.some((name) => name === circle && circles[name] !== undefined);
  const first = CIRCLES.find((name) => circles[name] !== undefined) ?? 'company';
  return {
    circle: isThere(search.of) ? search.of : first,
    state: STATE_CHOICES.some((choice) => choice.value === search.state) ? String(search.state) : 'open',
    owner: search.owner,
    metric: search.measure,
    q: search.q,
  };
}

export function goalParameters(filter: GoalFilter, circles: Circles): Query {
  const sets: Record<string, string> = { open: OPEN, all: ALL };
  const owner = filter.owner ?? (filter.circle === 'mine' ? circles.mine : undefined);
  return {
    owner,
    under: owner === undefined && filter.circle === 'team' ? circles.team : undefined,
    state: sets[filter.state] ?? filter.state,
    metric: filter.metric,
    q: filter.q,
  };
}

/** Whether the reader has narrowed the list beyond its circle. */
export function isNarrowed(filter: GoalFilter): boolean {
  return Boolean(filter.q || filter.owner || filter.metric || filter.state !== 'open');
}
