import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { LoginPage } from '../access/LoginPage';
import { OrganisationPage } from '../access/OrganisationPage';
import { SetupPage } from '../access/SetupPage';
import { sessionQuery, setupQuery } from '../access/session';
import { TokensPage } from '../access/TokensPage';
import { UsersPage } from '../access/UsersPage';
import { ApiError } from '../api/client';
import { DimensionPage } from '../attain/DimensionPage';
import { RankingPage } from '../attain/RankingPage';
import { ImportPage } from '../ingest/ImportPage';
import { ImportsPage } from '../ingest/ImportsPage';
import { HomePage } from '../org/HomePage';
import { NodePage } from '../org/NodePage';
import { Failure } from '../ui/states';
import { AboutPage } from './AboutPage';
import { NotFoundPage } from './NotFoundPage';
import { Shell } from './Shell';
import { KEPT, parseSearch, type Search, stringifySearch, validateSearch } from './search';

interface Context {
  client: QueryClient;
}

const rootRoute = createRootRouteWithContext<Context>()({
  validateSearch,
  search: { middlewares: [retainSearchParams<Search>(KEPT)] },
  component: Outlet,
  notFoundComponent: NotFoundPage,
});

const loginRoute = createRoute({ getParentRoute: () => rootRoute, path: '/login', component: LoginPage });
const setupRoute = createRoute({ getParentRoute: () => rootRoute, path: '/setup', component: SetupPage });

/** Everything that needs a signed-in person. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      const setup = await context.client.fetchQuery(setupQuery).catch(() => ({ open: false }));
      if (setup.open) throw redirect({ to: '/setup' });
      throw redirect({ to: '/login', search: { next: location.href === '/' ? undefined : location.href } });
    }
  },
  component: Shell,
  errorComponent: ({ error, reset }) => (
    <main className="outside">
      <div className="card outside-card">
        <Failure error={error} retry={reset} level={1} />
      </div>
    </main>
  ),
});

const inApp = <Path extends string>(path: Path, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => appRoute, path, component, errorComponent: PageError });

function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return <Failure error={error} retry={reset} level={1} />;
}

const routeTree = rootRoute.addChildren([
  loginRoute,
  setupRoute,
  appRoute.addChildren([
    inApp('/', HomePage),
    inApp('/n/$nodeId', NodePage),
    inApp('/ranking', RankingPage),
    inApp('/dimensions/$by', DimensionPage),
    inApp('/imports', ImportsPage),
    inApp('/imports/$importId', ImportPage),
    inApp('/admin/users', UsersPage),
    inApp('/admin/tokens', TokensPage),
    inApp('/admin/organisation', OrganisationPage),
    inApp('/about', AboutPage),
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    parseSearch,
    stringifySearch,
    // Node ids such as person:275 stay readable in the address.
    pathParamsAllowedCharacters: [':'],
    scrollRestoration: true,
    defaultPreload: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
