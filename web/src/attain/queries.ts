import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, type Query } from '../api/client';
import { FACTS } from '../api/live';
import type { AttainmentPage, Breakdown, Burnup, Curve, Figures, Receipt } from '../api/types';
import type { View } from '../app/view';

const node = (id: string) => `/nodes/${encodeURIComponent(id)}`;

/** What the server needs to know of a view. */
export type Question = Pick<View, 'metric' | 'period' | 'asOfParameter' | 'policy'>;

export const viewParameters = (view: Question): Query => ({
  metric: view.metric,
  period: view.period,
  as_of: view.asOfParameter,
  policy: view.policy,
});

/** Old figures stay in place until the new ones arrive, so that a live number moves instead of flickering. */
const live = { placeholderData: keepPreviousData } as const;

export const figuresQuery = (id: string, view: Question) =>
  queryOptions({
    queryKey: [FACTS, 'figures', id, viewParameters(view)],
    queryFn: ({ signal }) => api.get<Figures>(`${node(id)}/attainment`, viewParameters(view), signal),
    enabled: view.period !== '',
    ...live,
  });

export const burnupQuery = (id: string, view: View, curve: Curve) =>
  queryOptions({
    queryKey: [FACTS, 'burnup', id, viewParameters(view), curve],
    queryFn: ({ signal }) =>
      api.get<Burnup>(`${node(id)}/burnup`, { ...viewParameters(view), curve }, signal),
    enabled: view.period !== '',
    ...live,
  });

export const breakdownQuery = (id: string, view: View, by: string) =>
  queryOptions({
    queryKey: [FACTS, 'breakdown', id, viewParameters(view), by],
    queryFn: ({ signal }) =>
      api.get<Breakdown>(`${node(id)}/breakdown`, { ...viewParameters(view), by, limit: 10 }, signal),
    enabled: view.period !== '',
    ...live,
  });

export interface ListFilter {
  /** Left out, the direct children of `under` of every kind. */
  by?: string;
  under?: string;
  direct?: boolean;
  q?: string;
  sort?: string;
  order?: string;
}

const PAGE_SIZE = 100;

export const listParameters = (view: View, filter: ListFilter): Query => ({
  ...viewParameters(view),
  ...filter,
});

export const attainmentQuery = (view: View, filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: [FACTS, 'attainment', listParameters(view, filter)],
    queryFn: ({ signal, pageParam }) =>
      api.get<AttainmentPage>(
        '/attainment',
        { ...listParameters(view, filter), limit: PAGE_SIZE, cursor: pageParam },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
    enabled: view.period !== '',
    ...live,
  });

/** What a receipt is asked for; a goal may have its own rates. */
export interface ReceiptQuestion {
  nodeId: string;
  view: View;
  rates?: string;
}

const receiptParameters = ({ view, rates }: ReceiptQuestion): Query => ({ ...viewParameters(view), rates });

export const receiptQuery = (question: ReceiptQuestion) =>
  infiniteQueryOptions({
    queryKey: [FACTS, 'receipt', question.nodeId, receiptParameters(question)],
    queryFn: ({ signal, pageParam }) =>
      api.get<Receipt>(
        `${node(question.nodeId)}/receipt`,
        { ...receiptParameters(question), limit: 50, cursor: pageParam },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
    enabled: question.view.period !== '',
  });

export const receiptFile = (question: ReceiptQuestion) => ({
  path: `${node(question.nodeId)}/receipt.json`,
  query: receiptParameters(question),
});
