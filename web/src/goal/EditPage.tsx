import { Alert, Button, Group, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { messageOf } from '../api/client';
import type { Goal, GoalInput } from '../api/types';
import { format, sentence } from '../format';
import { useMetric } from '../metric/queries';
import { useNodeNames } from '../org/names';
import { LinkButton } from '../ui/LinkButton';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { titleOf } from './columns';
import { problemsOf } from './errors';
import { GoalForm } from './form/GoalForm';
import { forServer, loosened, nodesOf, type Overlay } from './input';
import { checkQuery, goalQuery, useEditGoal } from './queries';
import { SmartPanel } from './SmartPanel';
import { aimOf, demandText } from './words';

const TYPING_PAUSE_MS = 250;

/** A new version of a goal; the old one stays in its history. */
export function EditPage() {
  const { goalId } = useParams({ from: '/app/goals/$goalId/edit' });
  const query = useQuery(goalQuery(goalId, undefined));
  return (
    <Loaded query={query} height={720} level={1}>
      {(goal) => <Editor key={goal.id} goal={goal} />}
    </Loaded>
  );
}

function Editor({ goal }: { goal: Goal }) {
  // What others save meanwhile must not change what is being written here.
  const [before] = useState(goal);
  const [after, setAfter] = useState<GoalInput>(before.goal);
  const [reason, setReason] = useState('');
  const save = useEditGoal(goal.id);
  const navigate = useNavigate();
  const metric = useMetric(after.metric) ?? before.metric_view;
  const sent = useMemo(() => forServer(after, metric.unit === 'money'), [after, metric]);
  const [settled] = useDebouncedValue(sent, TYPING_PAUSE_MS);
  const check = useQuery(checkQuery(settled));
  const { node, remember } = useNodeNames(
    [
      before.owner_node,
      ...before.scope_nodes,
      ...(check.data?.scope_nodes ?? []),
      check.data?.owner_node ?? null,
    ],
    nodesOf(after),
  );
  const refused = problemsOf(save.error);
  const problem = (path: string) => {
    const found = refused.get(path) ?? check.data?.problems.find((item) => item.field === path)?.message;
    return found === undefined ? undefined : sentence(found);
  };
  const edit = (change: Overlay) => setAfter((old) => ({ ...old, ...change }));
  const easier = loosened(before.goal, { ...after, value: check.data?.goal.value ?? after.value });
  const submit = () =>
    save.mutate(
      { goal: sent, reason: reason.trim() },
      {
        onSuccess: () => {
          notify('The goal has a new version.');
          navigate({ to: '/goals/$goalId', params: { goalId: goal.id }, search: {} });
        },
      },
    );
  return (
    <>
      <nav aria-label="Path" className="crumbs">
        <ol>
          <li>
            <Link to="/goals">Goals</Link>
          </li>
          <li>
            <Link to="/goals/$goalId" params={{ goalId: goal.id }}>
              {titleOf(before)}
            </Link>
          </li>
          <li aria-current="page">Edit</li>
        </ol>
      </nav>
      <PageTitle title={`Edit ${titleOf(before)}`} />
      <p className="page-sub">A change is a new version. The one of now stays in the history.</p>
      <div className="builder">
        <div className="builder-main">
          <Section title="What shall it be?">
            <GoalForm
              goal={after}
              edit={edit}
              problem={problem}
              metric={metric}
              node={node}
              remember={remember}
              resolved={check.data?.goal}
              goalId={goal.id}
            />
          </Section>
          <Section title="Why?" hint="The reason stands in the history, for everybody who may see the goal.">
            {easier.length > 0 && (
              <p className="readback-problem">
                The goal becomes easier: {easier.join(', ')}. That needs a reason.
              </p>
            )}
            <Textarea
              label="Reason"
              autosize
              minRows={2}
              required={easier.length > 0}
              withAsterisk={easier.length > 0}
              value={reason}
              error={problem('reason')}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {save.isError && (
              <Alert color="red" role="alert" title="The goal was not changed" mt="sm">
                {messageOf(save.error)}
              </Alert>
            )}
            <Group justify="flex-end" mt="md">
              <LinkButton to="/goals/$goalId" params={{ goalId: goal.id }} variant="default">
                Cancel
              </LinkButton>
              <Button loading={save.isPending} onClick={submit}>
                Save a new version
              </Button>
            </Group>
          </Section>
        </div>
        <div className="builder-side">
          <Section title="What changes?">
            <p className="readback-text">{check.data?.readback ?? before.readback}</p>
            <p className="word">
              It was{' '}
              {demandText(
                { ...before.goal, aim: aimOf(before.goal.aim, before.metric_view) },
                before.standing.unit,
                before.standing.currency,
              )}
              {before.goal.end !== '' && <>, {format.dayRange(before.goal.start, before.goal.end)}</>}.
            </p>
          </Section>
          {check.data?.smart && (
            <Section title="Is it SMART?">
              <SmartPanel
                smart={check.data.smart}
                onApply={(field, value) => edit({ [field]: value } as Overlay)}
              />
            </Section>
          )}
        </div>
      </div>
    </>
  );
}
