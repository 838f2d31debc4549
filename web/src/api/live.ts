import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Batch } from './types';

/**
 * The first part of the key of every query whose answer depends on facts.
 * When facts change, everything under it is fetched again.
 */
export const FACTS = 'facts';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

function setState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Several facts arrive together; one refetch for all of them is enough. */
const DEBOUNCE_MS = 150;
const RECONNECT_MS = 3000;

/** Listens to the server's events until the returned function is called. */
export function startLive(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let refetchTimer: number | undefined;
  let reconnectTimer: number | undefined;
  let wasLost = false;

  const refetch = () => {
    window.clearTimeout(refetchTimer);
    refetchTimer = window.setTimeout(() => client.invalidateQueries({ queryKey: [FACTS] }), DEBOUNCE_MS);
  };

  const connect = () => {
    source = new EventSource('/api/v1/events');
    source.onopen = () => {
      setState('live');
      // What happened while the line was down was missed.
      if (wasLost) {
        refetch();
        client.invalidateQueries({ queryKey: ['alerts'] });
      }
      wasLost = false;
    };
    source.onerror = () => {
      wasLost = true;
      setState('reconnecting');
      // The browser retries by itself unless the server answered with an error.
      if (source?.readyState === EventSource.CLOSED)
        reconnectTimer = window.setTimeout(connect, RECONNECT_MS);
    };
    source.addEventListener('facts', refetch);
    source.addEventListener('alerts', () => client.invalidateQueries({ queryKey: ['alerts'] }));
    source.addEventListener('import', (event) => {
      const batch = JSON.parse(event.data) as Batch;
      client.setQueryData(['imports', batch.id], batch);
      client.setQueryData<{ items: Batch[] }>(
        ['imports'],
        (list) => list && { ...list, items: list.items.map((item) => (item.id === batch.id ? batch : item)) },
      );
      if (batch.state !== 'running') client.invalidateQueries({ queryKey: ['imports'] });
    });
  };

  connect();
  return () => {
    window.clearTimeout(refetchTimer);
    window.clearTimeout(reconnectTimer);
    source?.close();
    setState('connecting');
  };
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
