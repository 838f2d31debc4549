import { Button, CloseButton, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Denominator } from '../../api/types';
import { format } from '../../format';
import { goalsQuery } from '../queries';
import { DENOMINATORS } from '../words';
import { suggestedChecks } from './days';
import type { PartProps } from './part';

interface PurposeProps extends PartProps {
  /** A goal cannot be a part of itself. */
  goalId?: string;
}

/** What it is called, what it serves, what will be done, and when it is looked at. */
export function Purpose({ goal, edit, problem, goalId }: PurposeProps) {
  const goals =
    useQuery(goalsQuery({ state: 'draft,proposed,accepted,active' }, undefined)).data?.items ?? [];
  const parents = goals
    .filter((item) => item.id !== goalId)
    .map((item) => ({
      value: item.id,
      label: `${item.goal.title || item.readback} · ${item.owner_node.name}`,
    }));
  const isListed = goal.parent === null || parents.some((item) => item.value === goal.parent);
  return (
    <Stack gap="sm">
      <TextInput
        label="Title"
        description="In a few words; left empty, one is made"
        value={goal.title}
        error={problem('title')}
        onChange={(event) => edit({ title: event.currentTarget.value })}
      />
      <Select
        label="Part of"
        description="The larger goal that this one serves"
        placeholder="No larger goal"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'No larger goal' }}
        nothingFoundMessage="No such goal"
        data={
          isListed
            ? parents
            : [...parents, { value: String(goal.parent), label: 'A goal that you may not see' }]
        }
        value={goal.parent}
        error={problem('parent')}
        onChange={(parent) => edit({ parent })}
      />
      <Textarea
        label="Why"
        description="The objective it serves"
        autosize
        minRows={1}
        value={goal.why}
        error={problem('why')}
        onChange={(event) => edit({ why: event.currentTarget.value })}
      />
      <Textarea
        label="Actions"
        description="What will be done for it, one a line"
        autosize
        minRows={2}
        value={goal.actions.join('\n')}
        error={problem('actions')}
        onChange={(event) => {
          const text = event.currentTarget.value;
          edit({ actions: text === '' ? [] : text.split('\n') });
        }}
      />
      <Checks goal={goal} edit={edit} error={problem('checks')} />
      <Select
        label="When the goal changes within its time, it is held against"
        data={DENOMINATORS}
        value={goal.denominator}
        error={problem('denominator')}
        onChange={(next) => edit({ denominator: (next ?? '') as Denominator })}
      />
    </Stack>
  );
}

interface ChecksProps extends Pick<PartProps, 'goal' | 'edit'> {
  error: string | undefined;
}

function Checks({ goal, edit, error }: ChecksProps) {
  const [day, setDay] = useState('');
  const suggested = suggestedChecks(goal.start, goal.end);
  const set = (checks: string[]) => edit({ checks: [...new Set(checks)].sort() });
  const add = () => {
    if (day !== '') set([...goal.checks, day]);
    setDay('');
  };
  return (
    <div>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          type="date"
          label="Days to look at it"
          className="grow"
          value={day}
          error={error}
          onChange={(event) => setDay(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="default" leftSection={<IconPlus size={16} />} disabled={day === ''} onClick={add}>
          Add
        </Button>
      </Group>
      {goal.checks.length === 0 && suggested.length > 0 && (
        <Button variant="subtle" size="compact-sm" mt={4} onClick={() => set(suggested)}>
          {suggested.length === 1 ? `Halfway: ${format.day(String(suggested[0]))}` : 'Each month'}
        </Button>
      )}
      {goal.checks.length > 0 && (
        <ul className="check-days" aria-label="Days to look at it">
          {goal.checks.map((check) => (
            <li key={check}>
              {format.day(check)}
              <CloseButton
                size="sm"
                aria-label={`Remove ${format.day(check)}`}
                onClick={() => set(goal.checks.filter((item) => item !== check))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
