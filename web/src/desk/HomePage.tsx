import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useSession } from '../access/session';
import type { Figures, Home } from '../api/types';
import { ViewBar } from '../app/ViewBar';
import { useView, type View } from '../app/view';
import { BurnupSection, useCurve } from '../attain/BurnupSection';
import { Notes } from '../attain/Notes';
import { Tiles } from '../attain/Tiles';
import { FirstSteps } from '../org/FirstSteps';
import { nodeQuery } from '../org/queries';
import { LinkButton } from '../ui/LinkButton';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { BelowSection } from './BelowSection';
import { DataLine } from './DataLine';
import { DealsSection } from './DealsSection';
import { MovedSection } from './MovedSection';
import { PeopleSection } from './PeopleSection';
import { homeQuery } from './queries';
import { TodoSection } from './TodoSection';
import { answerOf, helpSentence } from './words';

const NodeGoals = lazy(() => import('../goal/NodeGoals'));

/** The first page: one question by what the reader answers for, its answer, and what to do. */
export function HomePage() {
  const session = useSession();
  if (!session.organisation.has_data) return <FirstSteps />;
  return <Loading />;
}

function Loading() {
  const view = useView();
  const whole = useQuery(homeQuery(view, false));
  // The answer is there at once; what to do about it may take the server a moment.
  const brief = useQuery({
    ...homeQuery(view, true),
    enabled: view.period !== '' && whole.data === undefined,
  });
  const query = whole.data === undefined && brief.data !== undefined && !whole.isError ? brief : whole;
  return (
    <Loaded query={query} height={640} level={1}>
      {(home) => <Shown home={home} view={view} />}
    </Loaded>
  );
}

const QUESTIONS: Record<Home['who'], string> = {
  rep: 'Will I make it, and what do I do this week?',
  manager: 'Who needs help first, and with what?',
  leader: 'Where do we land, what changed, and what should we decide?',
  viewer: 'Will we make it?',
};

function Shown({ home, view }: { home: Home; view: View }) {
  const { figures } = home;
  return (
    <>
      <div className="page-head desk-head">
        <div>
          <PageTitle title="Home">{QUESTIONS[home.who]}</PageTitle>
          <p className="page-sub">
            {figures && (
              <>
                <Link to="/n/$nodeId" params={{ nodeId: figures.node.id }} className="link">
                  {figures.node.name}
                </Link>{' '}
                ·{' '}
              </>
            )}
            {home.period.label}
          </p>
        </div>
        <ViewBar />
      </div>
      <Parts home={home} view={view} />
      <Missing home={home} />
    </>
  );
}

/** In the place of what is still being put together. */
function Rest({ home, height, children }: { home: Home; height: number; children: ReactNode }) {
  if (!home.brief) return children;
  return (
    <div role="status" aria-label="Loading">
      <Skeleton height={height} radius="md" mb="md" />
    </div>
  );
}

function Parts({ home, view }: { home: Home; view: View }) {
  const { figures } = home;
  if (!figures) return <Nothing />;
  switch (home.who) {
    case 'rep':
      return (
        <>
          <Answer figures={figures} view={view} />
          <Rest home={home} height={300}>
            <TodoSection home={home} title="What do I do this week?" />
          </Rest>
          <DealsSection home={home} figures={figures} />
          <BurnupSection nodeId={figures.node.id} view={view} />
          <Goals nodeId={figures.node.id} view={view} />
        </>
      );
    case 'manager':
      return (
        <>
          <Rest home={home} height={720}>
            <p className="desk-lead">{helpSentence(home)}</p>
            <PeopleSection home={home} />
            <TodoSection home={home} title="What waits for me?" />
          </Rest>
          <Answer figures={figures} view={view} title="Will the team make it?" />
          <DealsSection home={home} figures={figures} />
          <BurnupSection nodeId={figures.node.id} view={view} />
        </>
      );
    case 'leader':
      return (
        <>
          <Answer figures={figures} view={view} />
          <BelowSection home={home} figures={figures} />
          <MovedSection home={home} figures={figures} view={view} />
          <Rest home={home} height={960}>
            <TodoSection home={home} title="What should we decide?" />
            <DataLine home={home} />
            <PeopleSection home={home} most={5} />
          </Rest>
          <BurnupSection nodeId={figures.node.id} view={view} />
        </>
      );
    case 'viewer':
      return (
        <>
          <Answer figures={figures} view={view} />
          <BurnupSection nodeId={figures.node.id} view={view} />
        </>
      );
  }
}

/** One sentence, and the numbers that it comes from. */
function Answer({ figures, view, title }: { figures: Figures; view: View; title?: string }) {
  const curve = useCurve();
  const { answer, lands } = answerOf(figures);
  return (
    <>
      {title && <h2 className="desk-title">{title}</h2>}
      <p className="desk-lead">
        <strong>{answer}</strong> {lands}
      </p>
      <Tiles figures={figures} view={view} curve={curve} />
      <Notes figures={figures} />
      {figures.target === null && <NoTarget figures={figures} />}
    </>
  );
}

function NoTarget({ figures }: { figures: Figures }) {
  const { user } = useSession();
  if (user.role === 'viewer') return null;
  return (
    <Section title="What is there to reach?">
      <Empty
        title={`No target for ${figures.period.label}`}
        action={
          user.role === 'rep' ? (
            <LinkButton to="/goals/new">Set a goal</LinkButton>
          ) : (
            <LinkButton to="/plans">Plan the targets</LinkButton>
          )
        }
      >
        Without one nobody can say whether it will be made. Choose another period above, or set what is to be
        reached.
      </Empty>
    </Section>
  );
}

function Goals({ nodeId, view }: { nodeId: string; view: View }) {
  const node = useQuery(nodeQuery(nodeId, view.asOfParameter));
  if (!node.data) return null;
  return (
    <Suspense fallback={null}>
      <NodeGoals node={node.data} />
    </Suspense>
  );
}

/** A reader to whom nothing is published. */
function Nothing() {
  return (
    <Section title="Nothing is published to you">
      <Empty
        title="There is no number for you here"
        action={
          <LinkButton to="/metrics" variant="default">
            How are numbers computed?
          </LinkButton>
        }
      >
        Your account is not linked to a person of the company, and the company publishes no total. Ask an
        administrator for the one or the other.
      </Empty>
    </Section>
  );
}

/** Parts that are not there, with the reason; that somebody is not in the organisation he knows. */
function Missing({ home }: { home: Home }) {
  const list = home.missing.filter(({ part }) => part !== 'check-ins' && part !== 'number');
  if (list.length === 0 && home.consistent) return null;
  return (
    <ul className="notes" aria-label="Notes">
      {!home.consistent && (
        <li>Sales arrived while this page was put together; parts may differ by them until it refreshes.</li>
      )}
      {list.map(({ part, why }) => (
        <li key={part}>
          No {part}: {why}.
        </li>
      ))}
    </ul>
  );
}
