import { useQueries } from '@tanstack/react-query';
import { api } from '../api/client';
import type { OrgNode, Page } from '../api/types';

/** Every organisation can cut its numbers by these; by the others, when it has them. */
const ALWAYS = ['territory', 'category', 'product', 'customer'];
const SOMETIMES = ['segment', 'channel', 'lead_source'];

const STALE_MS = 5 * 60_000;

/** By what numbers can be cut here. */
export function useDimensions(): string[] {
  const there = useQueries({
    queries: SOMETIMES.map((kind) => ({
      queryKey: ['dimension', kind],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<Page<OrgNode>>('/nodes', { kind, limit: 1 }, signal),
      staleTime: STALE_MS,
    })),
    combine: (results) => SOMETIMES.filter((_, at) => (results[at]?.data?.items.length ?? 0) > 0).join(','),
  });
  return there === '' ? ALWAYS : [...ALWAYS, ...there.split(',')];
}
