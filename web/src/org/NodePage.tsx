import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { seesInside } from '../access/inside';
import { useOrganisation, useSession } from '../access/session';
import type { OrgNode } from '../api/types';
import { ViewBar } from '../app/ViewBar';
import { useView, type View } from '../app/view';
import { AttainmentTable } from '../attain/AttainmentTable';
import { BreakdownSection } from '../attain/BreakdownSection';
import { BurnupSection, useCurve } from '../attain/BurnupSection';
import { Notes } from '../attain/Notes';
import { figuresQuery } from '../attain/queries';
import { Tiles } from '../attain/Tiles';
import { format } from '../format';
import { WhyLinks } from '../gap/WhyLinks';
import { TargetSection } from '../target/TargetSection';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { kindPlural, kindWord, nodeQuery, OWNER_KINDS } from './queries';

/** Of use only below the first numbers, so it loads after them. */
const NodeGoals = lazy(() => import('../goal/NodeGoals'));
const NodeLanding = lazy(() => import('../outlook/Landing'));
const MonthsAhead = lazy(() => import('../outlook/MonthsAhead'));
const PersonBadges = lazy(() => import('../recognition/PersonBadges'));

export function NodePage() {
  const { nodeId } = useParams({ from: '/app/n/$nodeId' });
  return <NodeView key={nodeId} nodeId={nodeId} />;
}

export function NodeView({ nodeId }: { nodeId: string }) {
  const view = useView();
  const query = useQuery(nodeQuery(nodeId, view.asOfParameter));
  return (
    <Loaded query={query} height={640} level={1}>
      {(node) => (
        <>
          <Breadcrumbs node={node} />
          <div className="page-head">
            <div>
              <PageTitle title={node.name} />
              <p className="page-sub">{subtitle(node)}</p>
            </div>
            <ViewBar />
          </div>
          <Answers node={node} view={view} />
        </>
      )}
    </Loaded>
  );
}

function subtitle(node: OrgNode): string {
  const parts = [node.title ? `${node.title} · ${kindWord(node.kind)}` : kindWord(node.kind)];
  if (node.member_since) parts.push(`since ${format.day(node.member_since)}`);
  if (node.member_until) parts.push(`until ${format.day(node.member_until)}`);
  return parts.join(' · ');
}

function Breadcrumbs({ node }: { node: OrgNode }) {
  if (node.path.length === 0) return null;
  return (
    <nav aria-label="Path" className="crumbs">
      <ol>
        {node.path.map((parent) => (
          <li key={parent.id}>
            <Link to="/n/$nodeId" params={{ nodeId: parent.id }}>
              {parent.name}
            </Link>
          </li>
        ))}
        <li aria-current="page">{node.name}</li>
      </ol>
    </nav>
  );
}

function Answers({ node, view }: { node: OrgNode; view: View }) {
  const query = useQuery(figuresQuery(node.id, view));
  const curve = useCurve();
  const session = useSession();
  return (
    <Loaded query={query} height={900}>
      {(figures) => (
        <>
          <Tiles figures={figures} view={view} curve={curve} />
          <Notes figures={figures} />
          {seesInside(session, node.id) && <WhyLinks nodeId={node.id} />}
          <BurnupSection nodeId={node.id} view={view} />
          {seesInside(session, node.id) ? (
            <>
              <ActLink node={node} />
              <Suspense fallback={<Skeleton height={560} radius="md" mb="md" />}>
                <NodeLanding nodeId={node.id} view={view} />
              </Suspense>
              {node.child_kinds.length > 0 && <Children node={node} view={view} />}
              {OWNER_KINDS.includes(node.kind) && (
                <Suspense fallback={<Skeleton height={160} radius="md" mb="md" />}>
                  <NodeGoals node={node} />
                </Suspense>
              )}
              <Suspense>{node.kind === 'person' && <PersonBadges person={node.id} />}</Suspense>
              <Suspense fallback={<Skeleton height={440} radius="md" mb="md" />}>
                <MonthsAhead nodeId={node.id} view={view} />
              </Suspense>
              <BreakdownSection figures={figures} view={view} />
              <TargetSection figures={figures} view={view} />
            </>
          ) : (
            <TotalOnly node={node} view={view} />
          )}
        </>
      )}
    </Loaded>
  );
}

/** From the number to what to do about it. */
function ActLink({ node }: { node: OrgNode }) {
  if (!['person', 'team', 'company'].includes(node.kind)) return null;
  return (
    <p className="help-line">
      <Link to="/act/$nodeId" params={{ nodeId: node.id }} className="link">
        What do I do this week?
      </Link>{' '}
      {node.kind !== 'person' && (
        <Link
          to="/act"
          search={(kept) => ({ ...kept, under: node.kind === 'team' ? node.id : undefined })}
          className="link"
        >
          Who needs help, with what?
        </Link>
      )}
    </p>
  );
}

/** Published is the total; what it is made of stays with those who work on it. */
function TotalOnly({ node, view }: { node: OrgNode; view: View }) {
  const { published } = useOrganisation();
  if (node.kind === 'company' && published !== 'none' && published !== 'company') {
    return <Children node={node} view={view} />;
  }
  return (
    <Section title="Who is behind it?">
      <Empty title="Only the total is published to you">
        {node.name} shows its numbers to everybody, but not what they are made of.
      </Empty>
    </Section>
  );
}

function Children({ node, view }: { node: OrgNode; view: View }) {
  const isOrganisation = node.child_kinds.includes('person') || node.child_kinds.includes('team');
  const kinds = node.child_kinds.map((kind) => kindPlural(kind).toLowerCase()).join(' and ');
  return (
    <Section
      title="Who is behind it?"
      hint={`The ${kinds} directly below ${node.name}. Bar: attainment. Mark: what the plan expects today.`}
    >
      <AttainmentTable
        view={view}
        filter={{ by: isOrganisation ? undefined : node.child_kinds[0], under: node.id, direct: true }}
        caption={`${node.name}: attainment of ${kinds}`}
        nameHeader="Name"
        findLabel={isOrganisation ? 'Find a team or a person' : `Find one of the ${kinds}`}
        withKind={node.child_kinds.length > 1}
        withHelp={isOrganisation}
        emptyText={`On this date nobody stands directly below ${node.name}. Choose another “as of” date.`}
      />
    </Section>
  );
}
