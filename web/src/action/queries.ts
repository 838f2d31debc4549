import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { CatchUp, FollowUp, Page } from '../api/types';
import type { View } from '../app/view';

/** For which certainty a plan is made, in percent; 0 is the mean. */
export type Sure = 0 | 70 | 85;

const at = (nodeId: string, what: string) => `/nodes/${encodeURIComponent(nodeId)}/${what}`;

export const catchUpQuery = (nodeId: string, view: View, sure: Sure) =>
  queryOptions({
    queryKey: [FACTS, 'act', 'catch-up', nodeId, view.metric, view.period, view.asOfParameter, sure],
    queryFn: ({ signal }) =>
      api.get<CatchUp>(
        at(nodeId, 'catch-up'),
        { metric: view.metric, period: view.period, as_of: view.asOfParameter, sure },
        signal,
      ),
    enabled: view.period !== '',
    placeholderData: keepPreviousData,
  });

export const followUpQuery = (nodeId: string, view: View) =>
  queryOptions({
    queryKey: [FACTS, 'act', 'follow-up', nodeId, view.metric, view.asOfParameter],
    queryFn: ({ signal }) =>
      api.get<FollowUp>(at(nodeId, 'follow-up'), { metric: view.metric, as_of: view.asOfParameter }, signal),
    placeholderData: keepPreviousData,
  });

export const followUpsQuery = (view: View, under: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'act', 'follow-ups', view.metric, view.asOfParameter, under],
    queryFn: ({ signal }) =>
      api.get<Page<FollowUp>>(
        '/follow-ups',
        { metric: view.metric, as_of: view.asOfParameter, under },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

/** A decision on what is proposed for a node; goals change with it. */
export function useDecision(nodeId: string, view: View) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ what, reason, sure }: { what: string; reason?: string; sure?: Sure }) =>
      api.post<unknown>(at(nodeId, what), reason === undefined ? undefined : { reason }, {
        metric: view.metric,
        ...(sure === undefined ? {} : { period: view.period, sure }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: [FACTS] }),
  });
}
