import { type LinkProps, useRouter, useRouterState } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useSession } from '../access/session';
import { homeNodeId } from '../org/home';
import { NODE, nodeAt, type PageItem, type Place } from './pages';
import { useSearchState } from './search';

/** Where the reader is: his role, the node of the address or else his own, and the pages that there are. */
export function usePlace(): Place {
  const session = useSession();
  const router = useRouter();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [search] = useSearchState();
  const node = nodeAt(path, search.node) ?? homeNodeId(session);
  return useMemo(
    () => ({ role: session.user.role, node, known: (to) => to in router.routesByPath }),
    [session.user.role, node, router],
  );
}

/** What a link to a page says: the node in its path, or beside it where the path has none. */
export function linkOf(page: Pick<PageItem, 'to'>, node: string, home: string) {
  const link = page.to.includes(NODE)
    ? { to: page.to, params: { nodeId: node }, search: {} }
    : { to: page.to, search: { node: node === home ? undefined : node } };
  // The list of pages is data: the router cannot know which parameters a path of it has.
  return link as Pick<LinkProps, 'to' | 'params' | 'search'>;
}
