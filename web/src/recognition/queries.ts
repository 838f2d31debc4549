import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { components } from '../api/schema';
import type { OrgNode, Page } from '../api/types';
import type { View } from '../app/view';
import { viewParameters } from '../attain/queries';

type Schemas = components['schemas'];

export type Leaderboard = Schemas['Leaderboard'];
export type LeaderBand = Schemas['LeaderBand'];
export type LeaderOwn = Schemas['LeaderOwn'];
export type LeaderRow = Schemas['LeaderRow'];
export type News = Schemas['News'];
export type Badge = Schemas['Badge'];
export type Display = Leaderboard['display'];
export type Category = Leaderboard['category'];
export type Settings = Schemas['RecognitionSettings'];
export type Wall = Schemas['Wall'];
export type WallKey = Schemas['WallKey'];

export const leaderboardQuery = (view: View, category: Category, under?: string) =>
  queryOptions({
    queryKey: [FACTS, 'leaderboard', viewParameters(view), category, under],
    queryFn: ({ signal }) =>
      api.get<Leaderboard>('/recognition/leaderboard', { ...viewParameters(view), category, under }, signal),
    enabled: view.period !== '',
    placeholderData: keepPreviousData,
  });

export const badgesQuery = (person: string) =>
  queryOptions({
    queryKey: [FACTS, 'badges', person],
    queryFn: ({ signal }) =>
      api.get<Page<Badge>>(`/nodes/${encodeURIComponent(person)}/badges`, undefined, signal),
  });

export const settingsQuery = queryOptions({
  queryKey: ['recognition-settings'],
  queryFn: ({ signal }) => api.get<Settings>('/recognition/settings', undefined, signal),
});

export function useSetSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: Settings) => api.put<Settings>('/recognition/settings', settings),
    onSuccess: (settings) => {
      client.setQueryData(settingsQuery.queryKey, settings);
      client.invalidateQueries({ queryKey: [FACTS] });
      client.invalidateQueries({ queryKey: ['session'] });
    },
  });
}

/** The teams that a screen can be for: those that the reader sees. */
export const teamsQuery = queryOptions({
  queryKey: [FACTS, 'teams'],
  queryFn: ({ signal }) => api.get<Page<OrgNode>>('/nodes', { kind: 'team', limit: 200 }, signal),
});

export const wallKeysQuery = queryOptions({
  queryKey: ['wall-keys'],
  queryFn: ({ signal }) => api.get<Page<WallKey>>('/wall/keys', undefined, signal),
});

export function useMakeWallKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: { name: string; node: string }) => api.post<WallKey>('/wall/keys', key),
    onSuccess: () => client.invalidateQueries({ queryKey: wallKeysQuery.queryKey }),
  });
}

export function useRevokeWallKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.remove(`/wall/keys/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: wallKeysQuery.queryKey }),
  });
}
