import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { sessionQuery, setupQuery } from '../access/session';
import { ApiError } from '../api/client';
import { DimensionPage } from '../attain/DimensionPage';
import { HomePage } from '../desk/HomePage';
import { NodePage } from '../org/NodePage';
import { RankingPage } from '../recognition/RankingPage';
import { Failure } from '../ui/states';
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

/** Pages that a day's first look does not need are chunks of their own: they load when somebody goes there. */
const page = lazyRouteComponent;

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  component: page(() => import('../access/LoginPage'), 'LoginPage'),
});
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: page(() => import('../access/SetupPage'), 'SetupPage'),
});
const unsubscribeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/unsubscribe',
  component: page(() => import('../alert/UnsubscribePage'), 'UnsubscribePage'),
});

/** A screen in a room: without the frame, and without anybody who signs in. */
const wallRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/wall',
  component: page(() => import('../recognition/WallPage'), 'WallPage'),
});
/** Lets nobody in without a session. */
const signedIn = async ({
  context,
  location,
}: {
  context: Context;
  location: { href: string };
}): Promise<void> => {
  try {
    await context.client.ensureQueryData(sessionQuery);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
    const setup = await context.client.fetchQuery(setupQuery).catch(() => ({ open: false }));
    if (setup.open) throw redirect({ to: '/setup' });
    throw redirect({ to: '/login', search: { next: location.href === '/' ? undefined : location.href } });
  }
};

/** Everything that needs a signed-in person. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: signedIn,
  component: Shell,
  errorComponent: ({ error, reset }) => (
    <main className="outside">
      <div className="card outside-card">
        <Failure error={error} retry={reset} level={1} />
      </div>
    </main>
  ),
});

/** What is printed has no shell around it. */
const printRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/print/scorecard/$nodeId',
  beforeLoad: signedIn,
  component: page(() => import('../scorecard/PrintPage'), 'PrintPage'),
  errorComponent: PageError,
});

const inApp = <Path extends string>(path: Path, component: RouteComponent) =>
  createRoute({ getParentRoute: () => appRoute, path, component, errorComponent: PageError });

function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return <Failure error={error} retry={reset} level={1} />;
}

const routeTree = rootRoute.addChildren([
  loginRoute,
  setupRoute,
  unsubscribeRoute,
  wallRoute,
  printRoute,
  appRoute.addChildren([
    inApp('/', HomePage),
    inApp('/n/$nodeId', NodePage),
    inApp('/ranking', RankingPage),
    inApp(
      '/understand/$nodeId',
      page(() => import('./HubPage'), 'UnderstandPage'),
    ),
    inApp(
      '/actions/$nodeId',
      page(() => import('./HubPage'), 'ActionsPage'),
    ),
    inApp(
      '/why/$nodeId',
      page(() => import('../gap/WhyPage'), 'WhyPage'),
    ),
    inApp('/dimensions/$by', DimensionPage),
    inApp(
      '/plans',
      page(() => import('../plan/PlansPage'), 'PlansPage'),
    ),
    inApp(
      '/plans/$planId',
      page(() => import('../plan/PlanPage'), 'PlanPage'),
    ),
    inApp(
      '/goals',
      page(() => import('../goal/GoalsPage'), 'GoalsPage'),
    ),
    inApp(
      '/goals/new',
      page(() => import('../goal/BuilderPage'), 'BuilderPage'),
    ),
    inApp(
      '/goals/$goalId',
      page(() => import('../goal/GoalPage'), 'GoalPage'),
    ),
    inApp(
      '/goals/$goalId/edit',
      page(() => import('../goal/EditPage'), 'EditPage'),
    ),
    inApp(
      '/forecast',
      page(() => import('../forecast/ForecastPage'), 'ForecastPage'),
    ),
    inApp(
      '/shadow/$nodeId',
      page(() => import('../shadow/ShadowPage'), 'ShadowPage'),
    ),
    inApp(
      '/act',
      page(() => import('../action/PeoplePage'), 'PeoplePage'),
    ),
    inApp(
      '/act/$nodeId',
      page(() => import('../action/ActPage'), 'ActPage'),
    ),
    inApp(
      '/checkins',
      page(() => import('../checkin/CheckinsPage'), 'CheckinsPage'),
    ),
    inApp(
      '/checkins/$checkinId',
      page(() => import('../checkin/CheckinPage'), 'CheckinPage'),
    ),
    inApp(
      '/scorecard/$nodeId',
      page(() => import('../scorecard/ScorecardPage'), 'ScorecardPage'),
    ),
    inApp(
      '/training',
      page(() => import('../training/TrainingPage'), 'TrainingPage'),
    ),
    inApp(
      '/contests',
      page(() => import('../contest/ContestsPage'), 'ContestsPage'),
    ),
    inApp(
      '/contests/$contestId',
      page(() => import('../contest/ContestPage'), 'ContestPage'),
    ),
    inApp(
      '/metrics',
      page(() => import('../metric/MetricsPage'), 'MetricsPage'),
    ),
    inApp(
      '/metrics/new',
      page(() => import('../metric/MetricEditorPage'), 'MetricEditorPage'),
    ),
    inApp(
      '/metrics/$metricId',
      page(() => import('../metric/MetricPage'), 'MetricPage'),
    ),
    inApp(
      '/imports',
      page(() => import('../ingest/ImportsPage'), 'ImportsPage'),
    ),
    inApp(
      '/imports/$importId',
      page(() => import('../ingest/ImportPage'), 'ImportPage'),
    ),
    inApp(
      '/admin/users',
      page(() => import('../access/UsersPage'), 'UsersPage'),
    ),
    inApp(
      '/admin/tokens',
      page(() => import('../access/TokensPage'), 'TokensPage'),
    ),
    inApp(
      '/admin/organisation',
      page(() => import('../access/OrganisationPage'), 'OrganisationPage'),
    ),
    inApp(
      '/admin/closes',
      page(() => import('../closing/ClosesPage'), 'ClosesPage'),
    ),
    inApp(
      '/admin/market',
      page(() => import('../market/MarketPage'), 'MarketPage'),
    ),
    inApp(
      '/alerts',
      page(() => import('../alert/AlertsPage'), 'AlertsPage'),
    ),
    inApp(
      '/alerts/preferences',
      page(() => import('../alert/PreferencesPage'), 'PreferencesPage'),
    ),
    inApp(
      '/admin/mail',
      page(() => import('../alert/MailPage'), 'MailPage'),
    ),
    inApp(
      '/calibration',
      page(() => import('../outlook/CalibrationPage'), 'CalibrationPage'),
    ),
    inApp(
      '/funnel/$nodeId',
      page(() => import('../funnel/FunnelPage'), 'FunnelPage'),
    ),
    inApp(
      '/fairness/$nodeId',
      page(() => import('../fairness/FairnessPage'), 'FairnessPage'),
    ),
    inApp(
      '/patterns',
      page(() => import('../pattern/PatternsPage'), 'PatternsPage'),
    ),
    inApp(
      '/tradeoffs/$nodeId',
      page(() => import('../tradeoff/TradeoffsPage'), 'TradeoffsPage'),
    ),
    inApp(
      '/about',
      page(() => import('./AboutPage'), 'AboutPage'),
    ),
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    parseSearch,
    stringifySearch,
    // Ids such as person:275 and activities:demo stay readable in the address.
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
