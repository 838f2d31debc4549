import { Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useOrganisation } from '../../access/session';
import type { Aim, GoalChange } from '../../api/types';
import { addDays, format } from '../../format';
import { AIMS, aimOf, lastDay } from '../words';
import { Evidence } from './Evidence';
import { type PartProps, unitOf } from './part';
import { ValueInput } from './ValueInput';

type Form = 'value' | 'change' | 'from_to';

function formOf(change: GoalChange | null): Form {
  if (change === null) return 'value';
  return change.kind === 'from_to' ? 'from_to' : 'change';
}

const BLANK: GoalChange = { kind: '', by: '', baseline: null, over: null, of: null, measured: null };

/** A value, a change against something, or from one value to another. */
export function HowMuch(props: PartProps) {
  const { goal, edit } = props;
  const form = formOf(goal.change);
  const choose = (next: Form) => {
    if (next === form) return;
    if (next === 'value') edit({ change: null, value: goal.value });
    else edit({ aim: '', upper: null, change: { ...BLANK, kind: next === 'from_to' ? 'from_to' : '' } });
  };
  return (
    <Stack gap="sm">
      <div>
        <span className="field-label" id="how-much-label">
          How much
        </span>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="how-much-label"
          value={form}
          onChange={(next) => choose(next as Form)}
          data={[
            { value: 'value', label: 'A value' },
            { value: 'change', label: 'A change' },
            { value: 'from_to', label: 'From … to' },
          ]}
        />
      </div>
      {form === 'value' && (
        <>
          <ValueFields {...props} />
          <Evidence {...props} />
        </>
      )}
      {form === 'change' && <ChangeFields {...props} change={goal.change ?? BLANK} />}
      {form === 'from_to' && <FromToFields {...props} change={goal.change ?? BLANK} />}
    </Stack>
  );
}

function useCurrency({ goal, metric }: PartProps): string | null {
  const { currency } = useOrganisation();
  return metric?.unit === 'money' ? (goal.currency ?? currency) : null;
}

export function ValueFields(props: PartProps) {
  const { goal, edit, problem, metric } = props;
  const unit = unitOf(metric);
  const currency = useCurrency(props);
  const aim = aimOf(goal.aim, metric);
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <Select
        label="Aim"
        className="pick-aim"
        data={AIMS}
        value={aim}
        error={problem('aim')}
        onChange={(next) => next && edit({ aim: next as Aim, upper: next === 'between' ? goal.upper : null })}
      />
      <ValueInput
        label={aim === 'between' ? 'From' : 'Value'}
        className="grow"
        value={goal.value}
        unit={unit}
        currency={currency}
        error={problem('value')}
        onChange={(value) => edit({ value })}
      />
      {aim === 'between' && (
        <ValueInput
          label="To"
          className="grow"
          value={goal.upper}
          unit={unit}
          currency={currency}
          error={problem('upper')}
          onChange={(upper) => edit({ upper })}
        />
      )}
    </Group>
  );
}

interface ChangeProps extends PartProps {
  change: GoalChange;
}

/** How a change can be meant; points of a rate and per cent of it are two things. */
function kinds(isShare: boolean, currency: string | null): { value: string; label: string }[] {
  return [
    { value: 'relative', label: isShare ? 'per cent of what it was' : '%' },
    isShare
      ? { value: 'points', label: 'percentage points' }
      : { value: 'amount', label: currency ?? 'more' },
  ];
}

function ChangeFields(props: ChangeProps) {
  const { goal, edit, problem, metric, change, resolved } = props;
  const unit = unitOf(metric);
  const currency = useCurrency(props);
  const set = (next: Partial<GoalChange>) => edit({ change: { ...change, ...next }, value: null });
  const isLess = change.by.startsWith('-');
  const size = change.by.replace(/^-/, '');
  const sign = (text: string, less: boolean) => (less && text !== '' && text !== '0' ? `-${text}` : text);
  // A relative change and one in points are both typed in per cent.
  const byUnit = change.kind === 'amount' ? unit : 'share';
  return (
    <>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Select
          label="Direction"
          className="pick-aim"
          data={[
            { value: 'more', label: 'Up by' },
            { value: 'less', label: 'Down by' },
          ]}
          value={isLess ? 'less' : 'more'}
          onChange={(next) => {
            const less = next === 'less';
            edit({
              aim: less ? 'at_most' : 'at_least',
              change: { ...change, by: sign(size, less) },
              value: null,
            });
          }}
        />
        <ValueInput
          label="How much"
          className="grow"
          value={size === '' ? null : size}
          unit={byUnit}
          currency={null}
          error={problem('change.by') ?? problem('value')}
          onChange={(by) => set({ by: by === null ? '' : sign(by, isLess) })}
        />
        <Select
          label="Counted in"
          className="grow"
          placeholder="Choose"
          data={kinds(unit === 'share', currency)}
          value={change.kind || null}
          error={problem('change.kind')}
          onChange={(kind) => kind && set({ kind: kind as GoalChange['kind'] })}
        />
      </Group>
      <BaselineFields {...props} set={set} />
      {resolved?.value && (
        <p className="field-result">
          That is {goal.aim === 'at_most' ? 'at most' : 'at least'}{' '}
          <strong>{format.amount(resolved.value, unit, currency, { exact: true })}</strong>
          {resolved.change?.baseline && (
            <> against {format.amount(resolved.change.baseline, unit, currency, { exact: true })}</>
          )}
          .
        </p>
      )}
    </>
  );
}

interface BaselineProps extends ChangeProps {
  set: (change: Partial<GoalChange>) => void;
}

/** What it grows from: measured over some days, or stated. */
function BaselineFields(props: BaselineProps) {
  const { goal, change, set, metric, problem } = props;
  const currency = useCurrency(props);
  const { today } = useOrganisation();
  const isStated = change.over === null && change.baseline !== null;
  const over = change.over ?? { start: '', end: '' };
  const setOver = (next: Partial<typeof over>) => set({ over: { ...over, ...next }, baseline: null });
  return (
    <Stack gap="xs">
      <Select
        label="Against"
        error={problem('change.over') ?? problem('change.baseline')}
        placeholder="Choose"
        value={isStated ? 'stated' : change.over ? 'measured' : null}
        data={[
          { value: 'measured', label: 'What was measured over some days' },
          { value: 'stated', label: 'A value that I know' },
        ]}
        onChange={(next) =>
          set(
            next === 'stated'
              ? { over: null, baseline: change.baseline ?? '0' }
              : { over: lastYear(goal.start, goal.end, today), baseline: null },
          )
        }
      />
      {isStated && (
        <ValueInput
          label="It was"
          value={change.baseline}
          unit={unitOf(metric)}
          currency={currency}
          onChange={(baseline) => set({ baseline: baseline ?? '0' })}
        />
      )}
      {change.over !== null && (
        <Group gap="xs" wrap="nowrap">
          <TextInput
            type="date"
            label="From"
            className="grow"
            value={over.start}
            onChange={(event) => setOver({ start: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="To the end of"
            className="grow"
            value={lastDay(over.end)}
            onChange={(event) => {
              const day = event.currentTarget.value;
              setOver({ end: day === '' ? '' : addDays(day, 1) });
            }}
          />
        </Group>
      )}
    </Stack>
  );
}

/** The same days a year before, as a first suggestion that can be seen and changed. */
function lastYear(start: string, end: string, today: string): { start: string; end: string } {
  const back = (day: string) => `${Number(day.slice(0, 4)) - 1}${day.slice(4).replace('-02-29', '-02-28')}`;
  return start !== '' && end !== ''
    ? { start: back(start), end: back(end) }
    : { start: back(today), end: addDays(today, 1) };
}

function FromToFields(props: ChangeProps) {
  const { goal, edit, problem, metric, change } = props;
  const unit = unitOf(metric);
  const currency = useCurrency(props);
  const set = (baseline: string | null, value: string | null) => {
    const isDown = baseline !== null && value !== null && Number(value) < Number(baseline);
    edit({
      aim: isDown ? 'at_most' : 'at_least',
      value,
      change: { ...BLANK, kind: 'from_to', baseline, by: '' },
    });
  };
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <ValueInput
        label="From"
        className="grow"
        value={change.baseline}
        unit={unit}
        currency={currency}
        error={problem('change.baseline')}
        onChange={(baseline) => set(baseline, goal.value)}
      />
      <ValueInput
        label="To"
        className="grow"
        value={goal.value}
        unit={unit}
        currency={currency}
        error={problem('value')}
        onChange={(value) => set(change.baseline, value)}
      />
    </Group>
  );
}
