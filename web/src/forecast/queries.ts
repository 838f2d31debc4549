import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, type Query } from '../api/client';
import { FACTS } from '../api/live';
import type { Board, Call, CallAccuracy, CallMovement, CallTrend, Page, Prospect } from '../api/types';

/** Which forecast: what is left out is the server's choice. */
export interface Place extends Query {
  node: string | undefined;
  metric: string;
  period: string | undefined;
  as_of: string | undefined;
}

const live = { placeholderData: keepPreviousData } as const;
const key = (what: string, place: Place, ...more: unknown[]) => [FACTS, 'forecast', what, place, ...more];

export const boardQuery = (place: Place) =>
  queryOptions({
    queryKey: key('board', place),
    queryFn: ({ signal }) => api.get<Board>('/forecast', place, signal),
    ...live,
  });

export const movementQuery = (place: Place, since: string) =>
  queryOptions({
    queryKey: key('changes', place, since),
    queryFn: ({ signal }) => api.get<CallMovement>('/forecast/changes', { ...place, since }, signal),
    ...live,
  });

export const trendQuery = (place: Place) =>
  queryOptions({
    queryKey: key('trend', place),
    queryFn: ({ signal }) => api.get<CallTrend>('/forecast/trend', place, signal),
    ...live,
  });

export const accuracyQuery = (place: Place) =>
  queryOptions({
    queryKey: key('accuracy', place),
    queryFn: ({ signal }) => api.get<CallAccuracy>('/forecast/accuracy', place, signal),
    ...live,
  });

const SAID = 20;

export const saidQuery = (place: Place) =>
  queryOptions({
    queryKey: key('said', place),
    queryFn: ({ signal }) => api.get<Page<Call>>('/forecast/calls', { ...place, limit: SAID }, signal),
    ...live,
  });

const DEALS = 50;

export const dealsQuery = (place: Place, category: string) =>
  infiniteQueryOptions({
    queryKey: key('deals', place, category),
    queryFn: ({ signal, pageParam }) =>
      api.get<Page<Prospect>>(
        '/forecast/deals',
        { ...place, category, limit: DEALS, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor,
    ...live,
  });

export type Saying = 'calls' | 'overrides' | 'resets' | 'locks' | 'unlocks' | 'snapshots';

/** Says something of a forecast; every number above it may be another afterwards. */
export function useSay(what: Saying) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Record<string, string | undefined>) => api.post<unknown>(`/forecast/${what}`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: [FACTS, 'forecast'] }),
  });
}
