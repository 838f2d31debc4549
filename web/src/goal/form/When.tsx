import { Group, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Each } from '../../api/types';
import { addDays } from '../../format';
import { groupPeriods } from '../../period/group';
import { periodsQuery } from '../../period/queries';
import { EACH, lastDay } from '../words';
import type { PartProps } from './part';

const OWN_DATES = 'dates';

export function When({ goal, edit, problem }: PartProps) {
  return (
    <Stack gap="sm">
      <WindowFields goal={goal} edit={edit} problem={problem} />
      <Select
        label="Counted over"
        data={EACH}
        value={goal.each}
        error={problem('each')}
        onChange={(each) => edit({ each: (each ?? '') as Each })}
      />
    </Stack>
  );
}

/** A fiscal period, or any days; the end is exclusive for the server and the last day for people. */
export function WindowFields({ goal, edit, problem }: Pick<PartProps, 'goal' | 'edit' | 'problem'>) {
  const periods = useQuery(periodsQuery(undefined)).data?.items ?? [];
  const fiscal = periods.filter((period) => period.kind !== 'custom' && period.end !== null);
  const chosen = fiscal.find((period) => period.start === goal.start && period.end === goal.end);
  return (
    <>
      <Select
        label="When"
        searchable
        nothingFoundMessage="No such period"
        data={[{ value: OWN_DATES, label: 'Own dates' }, ...groupPeriods(fiscal, '')]}
        value={chosen?.id ?? (goal.start || goal.end ? OWN_DATES : null)}
        placeholder="A period, or own dates below"
        onChange={(id) => {
          const period = fiscal.find((item) => item.id === id);
          if (period?.end) edit({ start: period.start, end: period.end });
        }}
      />
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <TextInput
          type="date"
          label="First day"
          className="grow"
          value={goal.start}
          error={problem('start')}
          onChange={(event) => edit({ start: event.currentTarget.value, end: goal.end })}
        />
        <TextInput
          type="date"
          label="Last day"
          className="grow"
          value={lastDay(goal.end)}
          error={problem('end')}
          onChange={(event) => {
            const day = event.currentTarget.value;
            edit({ start: goal.start, end: day === '' ? '' : addDays(day, 1) });
          }}
        />
      </Group>
    </>
  );
}
