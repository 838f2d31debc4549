import { Modal, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import type { PlanRow } from './contract';
import { localSeparators, parseEntry, parsePercent, toWire } from './decimal';
import { type PlanDialogProps, ReasonInput } from './PlanDialog';
import { usePlanAction } from './queries';
import { METHODS, MIX, PHASINGS } from './words';

interface AllocateDialogProps extends PlanDialogProps {
  row: PlanRow;
}

const ALL = 'all';
const EVERYBODY = '0';

type Wrong = Partial<Record<'value' | 'over' | 'mix', string>>;

/** Divides a number among those below a row. */
export function AllocateDialog({ plan, row, reason, onClose, onDone }: AllocateDialogProps) {
  const [value, setValue] = useState('');
  const [over, setOver] = useState('');
  const [method, setMethod] = useState('history');
  const [mix, setMix] = useState<Record<string, string>>({ history: '1', potential: '1', capacity: '1' });
  const [period, setPeriod] = useState(ALL);
  const [phasing, setPhasing] = useState(plan.seasonal ? 'seasonal' : 'working_days');
  const [levels, setLevels] = useState(EVERYBODY);
  const [why, setWhy] = useState(reason);
  const [wrong, setWrong] = useState<Wrong>({});
  const action = usePlanAction(plan.id);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const amount = parseEntry(value, localSeparators);
    const percent = parsePercent(over, localSeparators);
    const parts = MIX.map(({ value: name }) => [name, parseEntry(mix[name] ?? '', localSeparators)] as const);
    const badPart = method === 'mix' ? parts.find(([, part]) => part.kind === 'wrong')?.[1] : undefined;
    setWrong({
      value: amount.kind === 'wrong' ? amount.message : undefined,
      over: percent.kind === 'wrong' ? percent.message : undefined,
      mix: badPart?.kind === 'wrong' ? badPart.message : undefined,
    });
    if (amount.kind === 'wrong' || percent.kind === 'wrong' || badPart) return;
    action.mutate(
      {
        action: 'allocate',
        body: {
          version: plan.version,
          node: row.node.id,
          parent: row.parent,
          period: period === ALL ? null : period,
          value: amount.kind === 'value' ? toWire(amount.value) : null,
          method,
          mix:
            method === 'mix'
              ? Object.fromEntries(
                  parts.map(([name, part]) => [name, part.kind === 'value' ? toWire(part.value) : '0']),
                )
              : null,
          phasing,
          over: percent.kind === 'value' ? toWire(percent.value) : null,
          levels: Number(levels),
          reason: why.trim(),
        },
      },
      {
        onSuccess: (after) => {
          onDone(plan, after);
          notify(`The targets below ${row.node.name} were divided anew. Locked cells stayed as they were.`);
          onClose();
        },
      },
    );
  };

  return (
    <Modal opened onClose={onClose} title={`Divide among everybody below ${row.node.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">
            Locked cells, floors and caps are kept. The parts sum to the number exactly; when they cannot,
            nothing changes and the reason is said. Ctrl+Z in the grid takes it back.
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
          {method === 'mix' && (
            <SimpleGrid cols={3} className="plan-fields">
              {MIX.map(({ value: name, label }) => (
                <TextInput
                  key={name}
                  label={label}
                  inputMode="decimal"
                  value={mix[name] ?? ''}
                  error={wrong.mix}
                  onChange={({ currentTarget: { value: text } }) =>
                    setMix((before) => ({ ...before, [name]: text }))
                  }
                />
              ))}
            </SimpleGrid>
          )}
          <Select
            label="Down to"
            data={[
              { value: EVERYBODY, label: 'Everybody below' },
              { value: '1', label: 'The next level only; its leads divide further' },
            ]}
            value={levels}
            allowDeselect={false}
            onChange={(next) => next && setLevels(next)}
          />
          <Select
            label="Which periods"
            data={[
              { value: ALL, label: 'All of them' },
              ...plan.periods.map(({ id, label }) => ({ value: id, label })),
            ]}
            value={period}
            allowDeselect={false}
            onChange={(next) => next && setPeriod(next)}
          />
          {period === ALL && (
            <Select
              label="Over the periods"
              data={PHASINGS.filter((option) => plan.seasonal || option.value !== 'seasonal')}
              value={phasing}
              allowDeselect={false}
              onChange={(next) => next && setPhasing(next)}
            />
          )}
          <TextInput
            label="Over-assignment of this step, in %"
            description={`How much more those directly below hold than ${row.node.name}. Empty: what the plan says`}
            inputMode="decimal"
            value={over}
            error={wrong.over}
            onChange={(event) => setOver(event.currentTarget.value)}
          />
          <ReasonInput plan={plan} value={why} onChange={setWhy} />
          <DialogEnd
            error={action.error}
            failed="Nothing was divided"
            label="Divide"
            pending={action.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
