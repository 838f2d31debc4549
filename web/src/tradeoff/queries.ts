import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Tradeoffs } from '../api/types';

export const tradeoffsQuery = (nodeId: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'tradeoffs', nodeId, asOf],
    queryFn: ({ signal }) =>
      api.get<Tradeoffs>(`/nodes/${encodeURIComponent(nodeId)}/tradeoffs`, { as_of: asOf }, signal),
    placeholderData: keepPreviousData,
  });
