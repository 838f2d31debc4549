import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Patterns } from '../api/types';

export const patternsQuery = (asOf: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'patterns', asOf],
    queryFn: ({ signal }) => api.get<Patterns>('/patterns', { as_of: asOf }, signal),
    placeholderData: keepPreviousData,
  });
