import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { messageOf } from '../api/client';
import { notify } from '../ui/toast';
import type { Plan, PlanRow } from './contract';
import { parseEntry, separatorsOf, toWire } from './decimal';
import { usePlanAction } from './queries';
import { METHODS, PHASINGS } from './words';

interface AllocateDialogProps {
  plan: Plan;
  row: PlanRow;
  opened: boolean;
  onClose: () => void;
}

const separators = separatorsOf(typeof navigator === 'undefined' ? 'en-US' : navigator.language);

/** Divides a number among everybody below a row. */
export function AllocateDialog({ plan, row, opened, onClose }: AllocateDialogProps) {
  const [value, setValue] = useState('');
  const [over, setOver] = useState('');
  const [method, setMethod] = useState('history');
  const [phasing, setPhasing] = useState(plan.seasonal ? 'seasonal' : 'working_days');
  const [wrong, setWrong] = useState<{ value?: string; over?: string }>({});
  const action = usePlanAction(plan.id);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const amount = parseEntry(value, separators);
    const percent = parseEntry(over.replace('%', ''), separators);
    setWrong({
      value: amount.kind === 'wrong' ? amount.message : undefined,
      over: percent.kind === 'wrong' ? percent.message : undefined,
    });
    if (amount.kind === 'wrong' || percent.kind === 'wrong') return;
    action.mutate(
      {
        action: 'allocate',
        body: {
          version: plan.version,
          node: row.node.id,
          parent: row.parent,
          period: null,
          value: amount.kind === 'value' ? toWire(amount.value) : null,
          method,
          phasing,
          over: percent.kind === 'value' ? toWire(percent.value / 100n) : null,
        },
      },
      {
        onSuccess: () => {
          notify(`The targets below ${row.node.name} were divided anew. Locked cells stayed as they were.`);
          onClose();
        },
      },
    );
  };

  return (
    <Modal opened={opened} onClose={onClose} title={`Divide among everybody below ${row.node.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">
            Locked cells, floors and caps are kept. The parts sum to the number exactly; when they cannot,
            nothing changes and the reason is said.
          </Text>
          <TextInput
            label="Number to divide"
            description={`Empty: what ${row.node.name} has in the plan now`}
            inputMode="decimal"
            data-autofocus
            value={value}
            error={wrong.value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Select
            label="Among people"
            data={METHODS}
            value={method}
            allowDeselect={false}
            onChange={(next) => next && setMethod(next)}
          />
          <Select
            label="Over the periods"
            data={PHASINGS.filter((option) => plan.seasonal || option.value !== 'seasonal')}
            value={phasing}
            allowDeselect={false}
            onChange={(next) => next && setPhasing(next)}
          />
          <TextInput
            label="Over-assignment per level, in %"
            description="How much more the parts hold than the number above them; usual is 3 to 10. Empty: what the plan says"
            inputMode="decimal"
            value={over}
            error={wrong.over}
            onChange={(event) => setOver(event.currentTarget.value)}
          />
          {action.isError && (
            <Alert color="red" role="alert" title="Nothing was divided">
              {messageOf(action.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={action.isPending}>
              Divide
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
