import { Link, useRouterState } from '@tanstack/react-router';
import { useSession } from '../access/session';
import { homeNodeId } from '../org/home';
import { groupLabel, pageAt, pagesOf } from './pages';
import { linkOf, usePlace } from './place';

/** The pages of the job that the reader is at, beside each other; of one page there is nothing to choose. */
export function SubNav() {
  const session = useSession();
  const place = usePlace();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const current = pageAt(path);
  if (current === null || current.group === 'settings') return null; // these have tabs of their own
  const pages = pagesOf(current.group, place);
  if (pages.length < 2) return null;
  const home = homeNodeId(session);
  return (
    <nav aria-label={groupLabel(current.group)} className="sub-nav">
      <ul>
        {pages.map((page) => (
          <li key={page.to}>
            <Link
              {...linkOf(page, place.node, home)}
              className={page.to === current.to ? 'tab active' : 'tab'}
              aria-current={page.to === current.to ? 'page' : undefined}
              activeProps={{}}
            >
              {page.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
