import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Gap } from '../api/types';
import { type Question, viewParameters } from '../attain/queries';

export const gapQuery = (nodeId: string, view: Question, basis: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'gap', nodeId, viewParameters(view), basis],
    queryFn: ({ signal }) =>
      api.get<Gap>(`/nodes/${encodeURIComponent(nodeId)}/gap`, { ...viewParameters(view), basis }, signal),
    enabled: view.period !== '',
    placeholderData: keepPreviousData,
  });
