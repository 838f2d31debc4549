import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Fairness } from '../api/types';
import { type Question, viewParameters } from '../attain/queries';

const path = (nodeId: string) => `/nodes/${encodeURIComponent(nodeId)}/fairness`;

export const fairnessQuery = (nodeId: string, view: Question) =>
  queryOptions({
    queryKey: [FACTS, 'fairness', nodeId, viewParameters(view)],
    queryFn: ({ signal }) => api.get<Fairness>(path(nodeId), viewParameters(view), signal),
    enabled: view.period !== '',
    placeholderData: keepPreviousData,
  });

/** Where the same is as CSV. */
export function fairnessFile(nodeId: string, view: Question): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(viewParameters(view))) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return `/api/v1${path(nodeId)}.csv?${query}`;
}
