import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../api/client';
import type { Wall } from './queries';
import { keyOf, type Line, withoutKey } from './wall';

/** How a screen got in: by a key that became a cookie, or as whoever is signed in. */
export type Entry = 'entering' | 'keyed' | 'signed-in' | 'refused';

const RETRY_MS = 10_000;

/** Exchanges the key of the address for a cookie, and takes it out of the address. */
export function useEntry(): Entry {
  const [entry, setEntry] = useState<Entry>(() => {
    if (keyOf(window.location.hash, window.location.search)) return 'entering';
    return window.location.hash === '#screen' ? 'keyed' : 'signed-in';
  });
  const [key] = useState(() => keyOf(window.location.hash, window.location.search));
  useEffect(() => {
    if (!key) return;
    let timer: number | undefined;
    const enter = () =>
      api.post('/wall/enter', { key }).then(
        () => {
          // Past the router: what stands in the address is no place to go to.
          window.history.replaceState(
            window.history.state,
            '',
            withoutKey(window.location.pathname, window.location.search),
          );
          setEntry('keyed');
        },
        (error: unknown) => {
          if (error instanceof ApiError && error.status === 401) setEntry('refused');
          else timer = window.setTimeout(enter, RETRY_MS); // the server is not there yet
        },
      );
    enter();
    return () => window.clearTimeout(timer);
  }, [key]);
  return entry;
}

const REFETCH_MS = 60_000;
const RECONNECT_MS = 3000;
const SETTLE_MS = 300;

/** The wall's numbers, as new as the server tells that they are, and how the line to it is. */
export function useWall(
  entry: Entry,
  node: string | undefined,
  period: string | undefined,
  metric: string | undefined,
) {
  const keyed = entry === 'keyed';
  const query = useQuery({
    queryKey: ['wall', keyed, node, period, metric],
    queryFn: ({ signal }) =>
      api.get<Wall>(
        '/wall',
        { keyed: keyed || undefined, node: keyed ? undefined : node, period, metric },
        signal,
      ),
    enabled: entry === 'keyed' || entry === 'signed-in',
    refetchInterval: REFETCH_MS,
    refetchIntervalInBackground: true,
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  const { refetch, dataUpdatedAt } = query;
  const [line, setLine] = useState<Pick<Line, 'heard' | 'lostAt'>>({ heard: Date.now(), lostAt: null });
  const again = useRef(refetch);
  again.current = refetch;
  const mayFollow = query.isSuccess || dataUpdatedAt > 0;
  useEffect(() => {
    if (!mayFollow) return;
    let source: EventSource | null = null;
    let reconnect: number | undefined;
    let settle: number | undefined;
    const heard = () => setLine({ heard: Date.now(), lostAt: null });
    const look = () => {
      window.clearTimeout(settle);
      settle = window.setTimeout(() => again.current(), SETTLE_MS);
    };
    const connect = () => {
      source = new EventSource(`/api/v1/wall/events${keyed ? '?keyed=true' : ''}`);
      source.onopen = () => {
        heard();
        look(); // what happened while the line was down was missed
      };
      source.onerror = () => {
        setLine((last) => ({ ...last, lostAt: last.lostAt ?? Date.now() }));
        // The browser tries again by itself unless the server answered with an error.
        if (source?.readyState === EventSource.CLOSED) reconnect = window.setTimeout(connect, RECONNECT_MS);
      };
      source.addEventListener('ping', heard);
      source.addEventListener('facts', () => {
        heard();
        look();
      });
    };
    connect();
    return () => {
      window.clearTimeout(reconnect);
      window.clearTimeout(settle);
      source?.close();
    };
  }, [keyed, mayFollow]);
  return { ...query, line: { ...line, madeAt: dataUpdatedAt || null } satisfies Line };
}
