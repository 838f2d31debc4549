import { Alert, Button, Group } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Forbidden } from '../access/Forbidden';
import { useSession } from '../access/session';
import { messageOf } from '../api/client';
import { useSearchState } from '../app/search';
import { sentence } from '../format';
import { useMetric } from '../metric/queries';
import { useNodeNames } from '../org/names';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { notify } from '../ui/toast';
import { SentenceSection } from './builder/SentenceSection';
import { type Builder, useBuilder } from './builder/useBuilder';
import { problemsOf } from './errors';
import { GoalForm } from './form/GoalForm';
import type { PartProps } from './form/part';
import { fieldsOf, forServer, isGiven, nodesOf, type Overlay } from './input';
import { useAddGoal } from './queries';
import { SmartPanel } from './SmartPanel';

/** Set a goal: one structure, written as a sentence or as a form, judged while it is written. */
export function BuilderPage() {
  const { user } = useSession();
  if (user.role === 'viewer') return <Forbidden what="Goals are set by those who work towards them." />;
  return <GoalBuilder />;
}

function GoalBuilder() {
  const [search] = useSearchState();
  const [given] = useState<Overlay>(() => ({
    ...(search.parent && { parent: search.parent }),
    ...(search.owner && { owner: search.owner }),
  }));
  const builder = useBuilder(given);
  const add = useAddGoal();
  const part = usePart(builder, add.error);
  return (
    <>
      <PageTitle title="Set a goal" />
      <p className="page-sub">Write a sentence, or fill in the form. Each follows the other.</p>
      <div className="builder">
        <div className="builder-main">
          <SentenceSection builder={builder} part={part} />
          {builder.advice?.smart && (
            <Section
              title="Is it SMART?"
              hint="Specific, measurable, achievable, relevant, time-bound: judged on your data."
            >
              <div aria-busy={builder.isThinking}>
                <SmartPanel
                  smart={builder.advice.smart}
                  onApply={(field, value) => part.edit({ [String(field)]: value } as Overlay)}
                />
              </div>
            </Section>
          )}
        </div>
        <div className="builder-side">
          <Section title="The same as a form">
            <GoalForm {...part} />
          </Section>
        </div>
      </div>
      <SaveBar builder={builder} add={add} />
    </>
  );
}

function usePart(builder: Builder, failure: unknown): PartProps {
  const { goal, advice, understanding, change } = builder;
  const metric = useMetric(goal.metric) ?? advice?.metric_view ?? undefined;
  const { node, remember } = useNodeNames(
    [
      ...(advice?.scope_nodes ?? []),
      ...(understanding?.scope_nodes ?? []),
      advice?.owner_node ?? null,
      understanding?.owner_node ?? null,
    ],
    nodesOf(goal),
  );
  const refused = problemsOf(failure);
  const problem = (path: string) => {
    const found = refused.get(path) ?? advice?.problems.find((item) => item.field === path)?.message;
    // What is simply not there yet is asked for elsewhere, not called wrong.
    return found !== undefined && (refused.has(path) || fieldsOf(path)[0] === 'guards' || isGiven(goal, path))
      ? sentence(found)
      : undefined;
  };
  return { goal, edit: change, problem, metric, node, remember, resolved: advice?.goal };
}

interface SaveBarProps {
  builder: Builder;
  add: ReturnType<typeof useAddGoal>;
}

function SaveBar({ builder, add }: SaveBarProps) {
  const navigate = useNavigate();
  const countsMoney = useMetric(builder.goal.metric)?.unit === 'money';
  const save = (state: 'draft' | 'proposed') =>
    add.mutate(
      { goal: forServer(builder.goal, countsMoney), state },
      {
        onSuccess: (goal) => {
          builder.reset();
          notify(state === 'draft' ? 'The goal is kept as a draft.' : 'The goal is proposed.');
          navigate({ to: '/goals/$goalId', params: { goalId: goal.id }, search: {} });
        },
      },
    );
  const pending = add.isPending ? add.variables.state : null;
  return (
    <div className="save-bar">
      {add.isError && (
        <Alert color="red" role="alert" title="The goal was not saved">
          {messageOf(add.error)}
        </Alert>
      )}
      <Group justify="flex-end">
        <span className="word">
          {builder.isReady ? 'Nothing is open.' : 'A draft may be unfinished; a proposal may not.'}
        </span>
        <Button variant="default" loading={pending === 'draft'} onClick={() => save('draft')}>
          Save as draft
        </Button>
        <Button data-propose loading={pending === 'proposed'} onClick={() => save('proposed')}>
          Propose
        </Button>
      </Group>
    </div>
  );
}
