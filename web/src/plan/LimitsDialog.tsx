import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  Modal,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiError } from '../api/client';
import { format } from '../format';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import type { PlanRow } from './contract';
import { localSeparators } from './decimal';
import { type LeaveForm, type LimitsForm, limitsEdits, limitsErrors, limitsForm } from './limits';
import { type PlanDialogProps, ReasonInput } from './PlanDialog';
import { usePlanPatch } from './queries';

interface LimitsDialogProps extends PlanDialogProps {
  row: PlanRow;
}

/** Within what a row's number may be, and what its share of a number is reckoned by. */
export function LimitsDialog({ plan, row, reason, onClose, onDone }: LimitsDialogProps) {
  const [form, setForm] = useState(() => limitsForm(row, localSeparators));
  const [wrong, setWrong] = useState<Partial<Record<keyof LimitsForm, string>>>({});
  const [why, setWhy] = useState(reason);
  const patch = usePlanPatch(plan.id);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const { edits, wrong: problems } = limitsEdits(row, form, localSeparators);
    setWrong(problems);
    if (Object.keys(problems).length > 0) return;
    if (Object.keys(edits).length === 0) {
      onClose();
      return;
    }
    patch.mutate(
      { ...edits, version: plan.version, reason: why.trim() },
      {
        onSuccess: (after) => {
          onDone(plan, after);
          notify(`The limits of ${row.node.name} are kept from now on. Divide again to apply them.`);
          onClose();
        },
        onError: (error) => error instanceof ApiError && setWrong(limitsErrors(error.fieldErrors())),
      },
    );
  };

  const field = (name: Exclude<keyof LimitsForm, 'leave'>, label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      inputMode={name === 'tenure_from' ? undefined : 'decimal'}
      type={name === 'tenure_from' ? 'date' : undefined}
      data-autofocus={name === 'floor' || undefined}
      value={form[name]}
      error={wrong[name]}
      onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, [name]: value }))}
    />
  );

  return (
    <Modal opened onClose={onClose} size="lg" title={`Limits of ${row.node.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">
            What is set here binds every division, also one far above. A number that is there now stays until
            you divide again. Ctrl+Z in the grid takes it back.
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 2 }} className="plan-fields">
            {field('floor', 'Floor', 'All periods together are never less')}
            {field('cap', 'Cap', 'All periods together are never more')}
            {field('weight', 'Weight', 'Factor on the share; empty: 1; 0: no quota')}
            {!row.leaf && field('over', 'Over-assignment to those below, in %', 'Empty: what the plan says')}
          </SimpleGrid>
          {row.leaf && (
            <>
              <Fieldset legend="What the share is reckoned by">
                <SimpleGrid cols={{ base: 1, xs: 3 }} className="plan-fields">
                  {field('history', 'History', historyWords(plan.basis_days))}
                  {field('potential', 'Potential', 'What there is to win')}
                  {field('capacity', 'Capacity', 'What can be done; empty: days there × ramp')}
                </SimpleGrid>
              </Fieldset>
              {row.kind === 'person' && (
                <Fieldset legend="When the person is there">
                  <Stack gap="sm">
                    {field('tenure_from', 'The ramp counts from', 'Empty: the day of joining')}
                    <LeaveFields
                      leave={form.leave}
                      error={wrong.leave}
                      onChange={(leave) => setForm((before) => ({ ...before, leave }))}
                    />
                  </Stack>
                </Fieldset>
              )}
            </>
          )}
          <ReasonInput plan={plan} value={why} onChange={setWhy} />
          <DialogEnd
            error={patch.error}
            failed="Nothing was changed"
            label="Keep"
            pending={patch.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

function historyWords(days: { start: string; end: string } | null): string {
  return days === null ? 'What was reached before' : `Reached ${format.dayRange(days.start, days.end)}`;
}

interface LeaveFieldsProps {
  leave: LeaveForm[];
  error: string | undefined;
  onChange: (leave: LeaveForm[]) => void;
}

function LeaveFields({ leave, error, onChange }: LeaveFieldsProps) {
  const set = (index: number, change: Partial<LeaveForm>) =>
    onChange(leave.map((days, at) => (at === index ? { ...days, ...change } : days)));
  return (
    <div>
      {leave.map((days, index) => (
        <Group key={index} align="flex-end" gap="xs" mb="xs">
          <TextInput
            className="plan-day"
            label="Away from"
            type="date"
            value={days.first}
            onChange={(event) => set(index, { first: event.currentTarget.value })}
          />
          <TextInput
            className="plan-day"
            label="Up to and with"
            type="date"
            value={days.last}
            onChange={(event) => set(index, { last: event.currentTarget.value })}
          />
          <ActionIcon
            variant="default"
            size="input-sm"
            aria-label={`Remove absence ${index + 1}`}
            onClick={() => onChange(leave.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
      ))}
      {error && (
        <Text size="xs" c="red" role="alert" mb="xs">
          {error}
        </Text>
      )}
      <Button size="xs" variant="default" onClick={() => onChange([...leave, { first: '', last: '' }])}>
        Add days away
      </Button>
      <Text size="xs" c="dimmed" mt={4}>
        Prorating shortens the numbers for days away and for the ramp.
      </Text>
    </div>
  );
}
