import { Button, Group, Popover, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarTime } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useOrganisation } from '../access/session';
import { format } from '../format';
import { useSearchState } from './search';
import { useView } from './view';

/** Goes back to what was known and true at the end of an earlier day. */
export function AsOfPicker() {
  const view = useView();
  const [opened, popover] = useDisclosure(false);
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && popover.close()}
      trapFocus
      returnFocus
      shadow="md"
      position="bottom-end"
    >
      <Popover.Target>
        <Button
          size="xs"
          variant={view.isToday ? 'default' : 'light'}
          leftSection={<IconCalendarTime size={16} />}
          onClick={popover.toggle}
          aria-haspopup="dialog"
        >
          As of {format.day(view.asOf)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Go back to an earlier day">
        <AsOfForm onDone={popover.close} />
      </Popover.Dropdown>
    </Popover>
  );
}

function AsOfForm({ onDone }: { onDone: () => void }) {
  const [, change] = useSearchState();
  const organisation = useOrganisation();
  const view = useView();
  const [day, setDay] = useState(view.asOf);
  const choose = (next: string) => {
    change({ as_of: next === organisation.today ? undefined : next });
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (day) choose(day);
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        type="date"
        label="Show what was known at the end of"
        data-autofocus
        required
        withAsterisk={false}
        value={day}
        max={organisation.today}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Group mt="sm" gap="xs" justify="flex-end">
        {!view.isToday && (
          <Button size="xs" variant="default" onClick={() => choose(organisation.today)}>
            Back to today
          </Button>
        )}
        <Button size="xs" type="submit">
          Show
        </Button>
      </Group>
    </form>
  );
}

/** On every page: which day the numbers stand on, and a clear mark when it is not today. */
export function AsOfLine() {
  const [, change] = useSearchState();
  const organisation = useOrganisation();
  const view = useView();
  return (
    <p className={view.isToday ? 'as-of' : 'as-of past'}>
      <span>
        As of {format.day(view.asOf)}, {organisation.time_zone}
      </span>
      {!view.isToday && (
        <>
          <strong>You are looking back: this is not today.</strong>
          <Button size="compact-sm" variant="default" onClick={() => change({ as_of: undefined })}>
            Back to today
          </Button>
        </>
      )}
      {view.isToday && organisation.today_pinned && <span>· today is pinned to this date</span>}
    </p>
  );
}
