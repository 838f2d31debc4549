import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Page, SuggestionList, Target } from '../api/types';

export const targetsQuery = (nodeId: string, metric: string) =>
  queryOptions({
    queryKey: [FACTS, 'targets', nodeId, metric],
    queryFn: ({ signal }) =>
      api.get<Page<Target>>(`/nodes/${encodeURIComponent(nodeId)}/targets`, { metric }, signal),
  });

export interface SuggestionsOf {
  node: string;
  metric: string;
  period: string;
}

/** What evidence says changes with the facts, but not while somebody fills in a form. */
const SUGGESTIONS_STALE_MS = 60_000;

export const suggestionsQuery = ({ node, metric, period }: SuggestionsOf) =>
  queryOptions({
    queryKey: [FACTS, 'suggestions', node, metric, period],
    queryFn: ({ signal }) =>
      api.get<SuggestionList>('/targets/suggestions', { node, metric, period }, signal),
    staleTime: SUGGESTIONS_STALE_MS,
    retry: false,
  });

export interface NewTarget {
  node_id: string;
  metric: string;
  start: string;
  end: string | null;
  value: string;
  /** Left out, the server's own rule: today while the period runs, else its start. */
  effective_on?: string;
  reason: string;
}

export function useSetTarget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (target: NewTarget) => api.post<Target>('/targets', target),
    onSuccess: () => client.invalidateQueries({ queryKey: [FACTS] }),
  });
}
