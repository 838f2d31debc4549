import { Button, SegmentedControl, Select } from '@mantine/core';
import { IconTarget } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSession } from '../access/session';
import type { Goal, NodeRef } from '../api/types';
import { useSearchState } from '../app/search';
import { useView } from '../app/view';
import { format } from '../format';
import { personNodeId } from '../org/home';
import { nodeQuery } from '../org/queries';
import { DataTable } from '../ui/DataTable';
import { FilterInput } from '../ui/FilterInput';
import { LinkButton } from '../ui/LinkButton';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { goalColumns } from './columns';
import {
  type Circles,
  type GoalFilter,
  goalFilter,
  goalParameters,
  isNarrowed,
  STATE_CHOICES,
} from './filter';
import { goalsQuery } from './queries';
import { goalRows } from './tree';

const CIRCLE_WORDS = { mine: 'Mine', team: 'My team’s', company: 'Company' } as const;

/** Whose goals the reader can look at: the own ones, those of the team, all. */
function useCircles(): Circles | undefined {
  const session = useSession();
  const { user, organisation } = session;
  const me = personNodeId(session) ?? undefined;
  const person = useQuery({ ...nodeQuery(me ?? '', undefined), enabled: me !== undefined });
  if (me !== undefined && person.isPending) return undefined;
  const led = user.role === 'manager' && me ? me.replace(/^person:/, 'team:') : undefined;
  const team = led ?? person.data?.path.findLast((node) => node.kind === 'team')?.id;
  return { ...(me && { mine: me }), ...(team && { team }), company: organisation.node_id };
}

export function GoalsPage() {
  const { user } = useSession();
  const circles = useCircles();
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Goals" />
          <p className="page-sub">What do we want to reach, who owns it, and what is it a part of?</p>
        </div>
        <div className="page-actions">
          {user.role !== 'viewer' && (
            <LinkButton to="/goals/new" size="xs" leftSection={<IconTarget size={16} />}>
              Set a goal
            </LinkButton>
          )}
        </div>
      </div>
      {circles && <GoalList circles={circles} />}
    </>
  );
}

function GoalList({ circles }: { circles: Circles }) {
  const [search, change] = useSearchState();
  const view = useView();
  const filter = goalFilter(search, circles);
  const query = useQuery(goalsQuery(goalParameters(filter, circles), view.asOfParameter));
  const shown = (['mine', 'team', 'company'] as const).filter((name) => circles[name] !== undefined);
  return (
    <Section
      title="How far are they?"
      hint="Goals stand under the goal that they are a part of. Mark on a bar: where an even way would be today."
      actions={
        shown.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Whose goals"
            value={filter.circle}
            onChange={(of) => change({ of: of === shown[0] ? undefined : of, owner: undefined })}
            data={shown.map((value) => ({ value, label: CIRCLE_WORDS[value] }))}
          />
        )
      }
    >
      <div className="table-bar">
        <FilterInput label="Find a goal" placeholder="Find a goal" />
        <Filters filter={filter} goals={query.data?.items ?? []} />
        <span className="table-count" role="status">
          {query.data && !query.isPlaceholderData && countText(query.data.items.length)}
        </span>
      </div>
      <Loaded query={query} height={420}>
        {(page) =>
          page.items.length === 0 ? (
            <NoGoals filter={filter} />
          ) : (
            <GoalTable goals={page.items} asOf={view.asOf} busy={query.isPlaceholderData} />
          )
        }
      </Loaded>
    </Section>
  );
}

function countText(count: number): string {
  return `${format.count(count)} ${count === 1 ? 'goal' : 'goals'}`;
}

/** What can be chosen is what the list holds, and what the address names already. */
function Filters({ filter, goals }: { filter: GoalFilter; goals: Goal[] }) {
  const [, change] = useSearchState();
  const owners = choices(
    goals.map((goal) => goal.owner_node),
    (node: NodeRef) => [node.id, node.name],
    filter.owner,
  );
  const metrics = choices(
    goals.map((goal) => goal.metric_view),
    (metric) => [metric.id, metric.name],
    filter.metric,
  );
  return (
    <>
      <Select
        size="sm"
        className="pick-filter"
        aria-label="State"
        data={STATE_CHOICES}
        value={filter.state}
        onChange={(state) => change({ state: state === 'open' ? undefined : (state ?? undefined) })}
      />
      <Select
        size="sm"
        className="pick-filter"
        aria-label="Owner"
        placeholder="Any owner"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Any owner' }}
        data={owners}
        value={filter.owner ?? null}
        onChange={(owner) => change({ owner: owner ?? undefined })}
      />
      <Select
        size="sm"
        className="pick-filter"
        aria-label="Metric"
        placeholder="Any metric"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Any metric' }}
        data={metrics}
        value={filter.metric ?? null}
        onChange={(measure) => change({ measure: measure ?? undefined })}
      />
    </>
  );
}

function choices<T>(
  items: T[],
  read: (item: T) => [id: string, name: string],
  chosen: string | undefined,
): { value: string; label: string }[] {
  const names = new Map(items.map(read));
  if (chosen !== undefined && !names.has(chosen)) names.set(chosen, chosen);
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function GoalTable({ goals, asOf, busy }: { goals: Goal[]; asOf: string; busy: boolean }) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => goalRows(goals, closed), [goals, closed]);
  const columns = useMemo(
    () =>
      goalColumns({
        asOf,
        closed,
        toggle: (id) =>
          setClosed((old) => {
            const next = new Set(old);
            if (!next.delete(id)) next.add(id);
            return next;
          }),
      }),
    [asOf, closed],
  );
  return (
    <DataTable caption="Goals" columns={columns} rows={rows} rowKey={(row) => row.goal.id} busy={busy} />
  );
}

function NoGoals({ filter }: { filter: GoalFilter }) {
  const [, change] = useSearchState();
  if (isNarrowed(filter)) {
    const clear = () => change({ q: undefined, owner: undefined, measure: undefined, state: undefined });
    return (
      <Empty title="No goal matches" action={<Button onClick={clear}>Clear the filters</Button>}>
        The search looks at titles, sentences and owners. Closed and withdrawn goals are under “State”.
      </Empty>
    );
  }
  return (
    <Empty title="There are no goals here yet" action={<LinkButton to="/goals/new">Set a goal</LinkButton>}>
      A goal can be one sentence: “Achieve $500,000 in sales revenue by the end of Q1”. Attain says whether it
      is likely, and keeps track of it.
    </Empty>
  );
}
