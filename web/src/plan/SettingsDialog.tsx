import { Fieldset, Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../api/client';
import type { Unit } from '../api/types';
import { format } from '../format';
import { kindWord } from '../org/queries';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import type { Plan } from './contract';
import { fromWire, localSeparators, toWire, typedEntry, typedPercent, UNIT } from './decimal';
import { type PlanDialogProps, ReasonInput } from './PlanDialog';
import { usePlanPatch } from './queries';
import { readOvers, readRamp, settingsEdits } from './settings';
import { type Overs, receivingKinds, streetSum } from './street';

/** What holds for the whole plan: its name and steps, over-assignment per level, the ramp of new hires. */
export function SettingsDialog({ plan, reason, onClose, onDone }: PlanDialogProps) {
  const kinds = receivingKinds(plan);
  const [name, setName] = useState(plan.name);
  const [unit, setUnit] = useState(typedEntry(plan.unit, localSeparators));
  const [over, setOver] = useState<Record<string, string>>(() =>
    Object.fromEntries(kinds.map((kind) => [kind, typedPercent(plan.over[kind] ?? null, localSeparators)])),
  );
  const [ramp, setRamp] = useState(plan.ramp.map((share) => typedPercent(share, localSeparators)).join('  '));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [why, setWhy] = useState(reason);
  const patch = usePlanPatch(plan.id);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const { edits, wrong: problems } = settingsEdits(plan, { name, unit, over, ramp }, localSeparators);
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
          notify('The settings are kept. They count when you divide or prorate next.');
          onClose();
        },
        onError: (error) => error instanceof ApiError && setWrong(error.fieldErrors()),
      },
    );
  };

  return (
    <Modal opened onClose={onClose} size="lg" title="Settings of the plan">
      <form onSubmit={submit} noValidate>
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }} className="plan-fields">
            <TextInput
              label="Name"
              data-autofocus
              value={name}
              error={wrong.name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label="Round targets to"
              inputMode="decimal"
              value={unit}
              error={wrong.unit}
              onChange={(event) => setUnit(event.currentTarget.value)}
            />
          </SimpleGrid>
          <Fieldset legend="Over-assignment per level">
            <Stack gap="sm">
              <Text size="sm">
                Not everybody reaches his target. When people together carry a little more than the plan, the
                plan is reached although some fall short: 3 to 10 % in all is usual.
              </Text>
              <SimpleGrid cols={{ base: 1, xs: 2 }} className="plan-fields">
                {kinds.map((kind) => (
                  <TextInput
                    key={kind}
                    label={`${kindWord(kind)} targets, in %`}
                    description="How much more they hold than the number above"
                    inputMode="decimal"
                    value={over[kind] ?? ''}
                    error={wrong[kind]}
                    onChange={({ currentTarget: { value } }) =>
                      setOver((before) => ({ ...before, [kind]: value }))
                    }
                  />
                ))}
              </SimpleGrid>
              <Street plan={plan} overs={readOvers(over, localSeparators).overs} />
            </Stack>
          </Fieldset>
          <TextInput
            label="Ramp of new hires: share of the full number in month 1, 2, 3, …, in %"
            description="With spaces between; after the last one it is 100. Prorating uses it"
            value={ramp}
            error={wrong.ramp ?? readRamp(ramp, localSeparators).wrong}
            onChange={(event) => setRamp(event.currentTarget.value)}
          />
          <BasisWords plan={plan} />
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

/** What the targets will sum to, in words. */
function Street({ plan, overs }: { plan: Plan; overs: Overs }) {
  const street = streetSum(plan, overs);
  const own = plan.rows.filter((row) => row.over !== null);
  const write = (value: bigint) => format.amount(toWire(value), plan.metric_view.unit as Unit, plan.currency);
  const total = plan.checks.total === null ? null : fromWire(plan.checks.total);
  const ratio = street !== null && total !== null && total > 0n ? (street * UNIT) / total : null;
  return (
    <div role="status">
      {street === null || total === null ? (
        <Text size="sm" c="dimmed">
          There is no number to divide yet, so nothing can be said of the sum of the targets.
        </Text>
      ) : (
        <Text size="sm" fw={600}>
          Divided again, the plan of {write(total)} makes targets of about {write(street)} for people
          {street > total
            ? `: ${write(street - total)} more than the plan${ratio === null ? '' : `, ${format.percent(toWire(ratio), 1)} of it`}.`
            : ', exactly what the plan is.'}
        </Text>
      )}
      {ratio !== null && ratio > 11_500n && (
        <Text size="sm" c="orange">
          Above 115 %, many can miss their target while the whole reaches its own.
        </Text>
      )}
      {own.length > 0 && (
        <Text size="sm" c="dimmed">
          These have an over-assignment of their own, in their limits:{' '}
          {own.map((row) => `${row.node.name} ${typedPercent(row.over, localSeparators)} %`).join(', ')}.
        </Text>
      )}
    </div>
  );
}

/** How much is known of what numbers are divided by. */
function BasisWords({ plan }: { plan: Plan }) {
  const people = plan.rows.filter((row) => row.leaf);
  const known = (field: 'history' | 'potential' | 'capacity') =>
    people.filter((row) => row.basis[field] !== null).length;
  return (
    <Text size="sm" c="dimmed">
      Of {people.length} people or places, {known('history')} have a history
      {plan.basis_days && ` (${format.dayRange(plan.basis_days.start, plan.basis_days.end)})`},{' '}
      {known('potential')} a potential and {known('capacity')} a capacity. Who has none is weighed like the
      others of his team; each stands in the limits of the row.
    </Text>
  );
}
