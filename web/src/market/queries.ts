import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { MarketMonth, Page } from '../api/types';

export const marketQuery = (asOf: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'market', asOf],
    queryFn: ({ signal }) => api.get<Page<MarketMonth>>('/market-index', { as_of: asOf }, signal),
    placeholderData: keepPreviousData,
  });

/** Says what the index is; forecasts follow it from then on. */
export function useSayMarket() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (csv: string) => api.put<{ changed: number }>('/market-index', { csv }),
    onSuccess: () => client.invalidateQueries({ queryKey: [FACTS] }),
  });
}
