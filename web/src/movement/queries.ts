import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Movement } from '../api/types';
import { type Question, viewParameters } from '../attain/queries';

export const movementQuery = (nodeId: string, view: Question, since: string) =>
  queryOptions({
    queryKey: [FACTS, 'movement', nodeId, viewParameters(view), since],
    queryFn: ({ signal }) =>
      api.get<Movement>(
        `/nodes/${encodeURIComponent(nodeId)}/movement`,
        { ...viewParameters(view), since },
        signal,
      ),
    enabled: view.period !== '',
    placeholderData: keepPreviousData,
  });
