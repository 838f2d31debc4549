import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Commitment, Page, Scorecard, ScorecardList } from '../api/types';

/** Which scorecard: of a period, as of a day, as given or as known now. */
export interface CardQuestion {
  period: string | undefined;
  as_of: string | undefined;
  version?: string;
}

const at = (nodeId: string) => `/nodes/${encodeURIComponent(nodeId)}`;

export const scorecardQuery = (nodeId: string, question: CardQuestion) =>
  queryOptions({
    queryKey: [FACTS, 'scorecard', nodeId, question],
    queryFn: ({ signal }) => api.get<Scorecard>(`${at(nodeId)}/scorecard`, { ...question }, signal),
    placeholderData: keepPreviousData,
  });

export const scorecardsQuery = (under: string | undefined, question: CardQuestion) =>
  queryOptions({
    queryKey: [FACTS, 'scorecards', under, question.period, question.as_of],
    queryFn: ({ signal }) =>
      api.get<ScorecardList>(
        '/scorecards',
        { under, period: question.period, as_of: question.as_of },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

/** For the two alone; nobody else is told that there are any. */
export const commitmentsQuery = (nodeId: string, question: CardQuestion) =>
  queryOptions({
    queryKey: ['check-ins', 'of', nodeId, question.period, question.as_of],
    queryFn: ({ signal }) =>
      api.get<Page<Commitment>>(
        `${at(nodeId)}/commitments`,
        { period: question.period, as_of: question.as_of },
        signal,
      ),
  });

/** Where the workbook of a scorecard lies. */
export function workbookOf(nodeId: string, question: CardQuestion): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(question)) if (value) parameters.set(name, value);
  const query = parameters.toString();
  return `/api/v1${at(nodeId)}/scorecard.xlsx${query && `?${query}`}`;
}
