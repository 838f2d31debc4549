import { Alert, Modal, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Unit } from '../api/types';
import { format } from '../format';
import { DialogEnd } from '../ui/DialogEnd';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { carriedBelow, changedPeople, type TotalChange } from './changes';
import type { Plan, PlanRow } from './contract';
import { toWire } from './decimal';
import { type PlanDialogProps, ReasonInput } from './PlanDialog';
import { planTrialQuery, usePlanAction } from './queries';

interface ProrateDialogProps extends PlanDialogProps {
  row: PlanRow;
}

/** Shortens the numbers of who is not there all the time; shows whose, and by how much, before it is done. */
export function ProrateDialog({ plan, row, reason, onClose, onDone }: ProrateDialogProps) {
  const [reallocate, setReallocate] = useState(false);
  const [why, setWhy] = useState(reason);
  const order = { node: row.node.id, parent: row.parent, reallocate };
  // Nothing is stored by a trial, and so it needs no reason of its own.
  const trial = useQuery(planTrialQuery(plan, 'prorate', { ...order, reason: 'trial' }));
  const action = usePlanAction(plan.id);
  const changed = trial.data ? changedPeople(plan, trial.data) : [];

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    action.mutate(
      { action: 'prorate', body: { ...order, version: plan.version, reason: why.trim() } },
      {
        onSuccess: (after) => {
          onDone(plan, after);
          notify(after.notes.length > 0 ? `${after.notes.join('. ')}.` : 'Nothing had to be prorated.');
          onClose();
        },
      },
    );
  };

  return (
    <Modal opened onClose={onClose} size="lg" title={`Prorate ${row.node.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">
            Who joins, leaves, changes team, is away or on ramp gets the part of his number for the days he is
            there. Locked cells and periods that are over stay. Days away and the start of a ramp stand in the
            limits of the person.
          </Text>
          <Switch
            label="Give what becomes free to the others of the team"
            description={
              reallocate
                ? 'Those who are there all the time take it over, as far as their caps allow.'
                : 'It is removed: the team shows how much is missing.'
            }
            checked={reallocate}
            onChange={(event) => setReallocate(event.currentTarget.checked)}
          />
          <Loaded query={trial} height={120}>
            {(after) => <Outcome before={plan} after={after} row={row} changed={changed} />}
          </Loaded>
          <ReasonInput plan={plan} value={why} onChange={setWhy} />
          <DialogEnd
            error={action.error}
            failed="Nothing was prorated"
            label="Prorate"
            pending={action.isPending}
            disabled={changed.length === 0}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

const MOST_LINES = 200;

interface OutcomeProps {
  before: Plan;
  after: Plan;
  row: PlanRow;
  changed: TotalChange[];
}

/** Whose numbers change, what they sum to, and what the server could not do. */
function Outcome({ before, after, row, changed }: OutcomeProps) {
  const unit = before.metric_view.unit as Unit;
  const write = (value: bigint | null) =>
    value === null ? 'no number' : format.amount(toWire(value), unit, before.currency);
  if (changed.length === 0)
    return (
      <Alert title="Nothing would change">
        Everybody at or below {row.node.name} who has a number is there for the whole plan, or is prorated
        already.
      </Alert>
    );
  const from = carriedBelow(before, row) ?? 0n;
  const to = carriedBelow(after, row) ?? 0n;
  return (
    <div role="status">
      <Text size="sm" fw={600}>
        People below carry {write(from)} now and {from === to ? 'the same' : write(to)} afterwards
        {from > to && `: ${write(from - to)} are missing then`}
        {from < to && `: ${write(to - from)} more`}.
      </Text>
      <div className="plan-outcome">
        <table>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col" className="numeric">
                Now
              </th>
              <th scope="col" className="numeric">
                Afterwards
              </th>
            </tr>
          </thead>
          <tbody>
            {changed.slice(0, MOST_LINES).map(({ row: person, from: was, to: is }) => (
              <tr key={`${person.node.id} ${person.parent}`}>
                <th scope="row">{person.node.name}</th>
                <td className="numeric">{write(was)}</td>
                <td className="numeric">{write(is)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {changed.length > MOST_LINES && <Text size="sm">and {changed.length - MOST_LINES} others</Text>}
      <ul className="plan-checks">
        {after.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <Text size="xs" c="dimmed">
        Done again later, after a date has changed, it starts from the full numbers.{' '}
        {changed.some(({ row: person }) => wasProrated(before, person))
          ? 'Some of them are prorated already: Ctrl+Z cannot take it back.'
          : 'Ctrl+Z in the grid takes it back.'}
      </Text>
    </div>
  );
}

const wasProrated = (before: Plan, person: PlanRow): boolean =>
  before.rows.some(
    (row) =>
      row.node.id === person.node.id &&
      row.parent === person.parent &&
      row.full.some((full) => full !== null),
  );
