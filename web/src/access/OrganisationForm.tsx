import { Alert, Button, Checkbox, Group, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { ApiError, messageOf } from '../api/client';
import type { Organisation, Weekday } from '../api/types';
import { POLICIES } from '../attain/policy';
import { Section } from '../ui/Section';
import { notify } from '../ui/toast';
import { type OrganisationChange, useChangeOrganisation } from './queries';
import { timeZones } from './SetupPage';

const WEEKDAYS: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const MONTHS = Array.from({ length: 12 }, (_, month) => ({
  value: String(month + 1),
  label: new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2014, month, 1)),
  ),
}));

interface Values {
  name: string;
  time_zone: string;
  fiscal_year_starts: string;
  week_starts: Organisation['week_starts'];
  calendar: Organisation['calendar'];
  working_days: string[];
  holidays: string;
  pinned: boolean;
  today: string;
  published: Organisation['published'];
  denominator: Organisation['denominator'];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** One day a line, or separated by commas: how people paste a list of holidays. */
export function parseDays(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

function changeOf(values: Values): OrganisationChange {
  return {
    name: values.name,
    time_zone: values.time_zone,
    fiscal_year_starts: Number(values.fiscal_year_starts),
    week_starts: values.week_starts,
    calendar: values.calendar,
    working_days: values.working_days as Weekday[],
    holidays: parseDays(values.holidays),
    today: values.pinned ? values.today : null,
    published: values.published,
    denominator: values.denominator,
  };
}

export function OrganisationForm({ organisation }: { organisation: Organisation }) {
  const change = useChangeOrganisation();
  const form = useForm<Values>({
    initialValues: {
      name: organisation.name,
      time_zone: organisation.time_zone,
      fiscal_year_starts: String(organisation.fiscal_year_starts),
      week_starts: organisation.week_starts,
      calendar: organisation.calendar,
      working_days: organisation.working_days,
      holidays: organisation.holidays.join('\n'),
      pinned: organisation.today_pinned,
      today: organisation.today,
      published: organisation.published,
      denominator: organisation.denominator,
    },
    validate: {
      name: isNotEmpty('Write the name'),
      working_days: (days) => (days.length === 0 ? 'Choose at least one working day' : null),
      holidays: (text) => {
        const wrong = parseDays(text).find((day) => !DAY.test(day));
        return wrong ? `“${wrong}” is not a date such as 2014-12-25` : null;
      },
      today: (day, values) => (values.pinned && !DAY.test(day) ? 'Write a date such as 2014-01-31' : null),
    },
  });
  const submit = form.onSubmit((values) =>
    change.mutate(changeOf(values), {
      onSuccess: () => notify('The settings are saved.'),
      onError: (error) => {
        if (error instanceof ApiError) form.setErrors(error.fieldErrors());
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate className="settings">
      <Section title="Who are we?">
        <Stack>
          <TextInput label="Name" {...form.getInputProps('name')} />
          <Select
            label="Time zone"
            description="Decides on which day a sale counts"
            searchable
            data={timeZones()}
            {...form.getInputProps('time_zone')}
          />
          <TextInput
            label="Currency"
            value={organisation.currency}
            disabled
            description="Set when Attain was set up"
          />
        </Stack>
      </Section>
      <Section title="How do we count time?">
        <Stack>
          <Select label="Fiscal year starts in" data={MONTHS} {...form.getInputProps('fiscal_year_starts')} />
          <Select
            label="Periods of the fiscal year"
            data={[
              { value: 'months', label: 'Calendar months' },
              { value: '445', label: 'Weeks, 4-4-5 a quarter' },
              { value: '454', label: 'Weeks, 4-5-4 a quarter' },
              { value: '544', label: 'Weeks, 5-4-4 a quarter' },
            ]}
            {...form.getInputProps('calendar')}
          />
          <Select
            label="The week starts on"
            data={[
              { value: 'monday', label: 'Monday' },
              { value: 'sunday', label: 'Sunday' },
            ]}
            {...form.getInputProps('week_starts')}
          />
          <Checkbox.Group label="Working days" {...form.getInputProps('working_days')}>
            <Group mt="xs">
              {WEEKDAYS.map((day) => (
                <Checkbox key={day} value={day} label={capital(day)} />
              ))}
            </Group>
          </Checkbox.Group>
          <Textarea
            label="Holidays"
            description="Dates such as 2014-12-25, one a line; they are not working days"
            autosize
            minRows={2}
            maxRows={8}
            {...form.getInputProps('holidays')}
          />
          <Switch
            label="Pin today to a date: for a demonstration or a closed year"
            {...form.getInputProps('pinned', { type: 'checkbox' })}
          />
          {form.values.pinned && <TextInput label="Today is" {...form.getInputProps('today')} />}
        </Stack>
      </Section>
      <Section title="What counts when a target changes?">
        <Select
          label="Attainment is held against"
          description="The number says so wherever it is not the latest version"
          data={POLICIES}
          {...form.getInputProps('denominator')}
        />
      </Section>
      <Section title="What may everybody see?">
        <Stack>
          <Select
            label="Published amounts"
            description="Sales people always see their own, managers their team"
            data={[
              { value: 'none', label: 'Nothing more' },
              { value: 'company', label: 'The company' },
              { value: 'teams', label: 'The company and the teams' },
              { value: 'everyone', label: 'Everything' },
            ]}
            {...form.getInputProps('published')}
          />
        </Stack>
      </Section>
      {change.isError && (
        <Alert color="red" role="alert" title="The settings were not saved">
          {messageOf(change.error)}
        </Alert>
      )}
      <div>
        <Button type="submit" loading={change.isPending}>
          Save the settings
        </Button>
      </div>
    </form>
  );
}
