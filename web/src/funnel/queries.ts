import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Funnel } from '../api/types';

export const funnelQuery = (nodeId: string, asOf: string | undefined, months: number) =>
  queryOptions({
    queryKey: [FACTS, 'funnel', nodeId, asOf, months],
    queryFn: ({ signal }) =>
      api.get<Funnel>(`/nodes/${encodeURIComponent(nodeId)}/funnel`, { as_of: asOf, months }, signal),
    placeholderData: keepPreviousData,
  });

/** Where a table of the funnel is as CSV. */
export function funnelFile(nodeId: string, asOf: string | undefined, months: number, table: string): string {
  const query = new URLSearchParams({ months: String(months), table });
  if (asOf) query.set('as_of', asOf);
  return `/api/v1/nodes/${encodeURIComponent(nodeId)}/funnel.csv?${query}`;
}
