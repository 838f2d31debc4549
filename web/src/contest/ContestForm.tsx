import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Modal,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useOrganisation } from '../access/session';
import { ApiError } from '../api/client';
import type { Contest, ContestText, NodeRef } from '../api/types';
import { addDays, parseAmount, typedAmount, unitMark } from '../format';
import { metricsQuery } from '../metric/queries';
import { NodeSelect } from '../org/NodePicker';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import { useSaveContest } from './queries';
import { firstDays, MEASURES } from './words';
import './contest.css';

interface GuardText {
  key: number;
  metric: string;
  aim: 'at_most' | 'at_least';
  value: string;
}

const PRIZES: { value: Contest['prize']['to']; label: string }[] = [
  { value: 'reach', label: 'Everybody who reaches a threshold' },
  { value: 'top', label: 'The first places' },
  { value: 'team', label: 'All, when all together reach it' },
];

/** Writes a contest down, or changes one that has not begun. What is wrong stands beside its field. */
export function ContestForm({ contest, onClose }: { contest?: Contest; onClose: () => void }) {
  const { today, currency } = useOrganisation();
  const days = firstDays(today);
  const [name, setName] = useState(contest?.name ?? '');
  const [reason, setReason] = useState(contest?.reason ?? '');
  const [node, setNode] = useState<NodeRef | null>(contest?.node ?? null);
  const [start, setStart] = useState(contest?.start ?? days.start);
  const [last, setLast] = useState(addDays(contest?.end ?? days.end, -1));
  const [metric, setMetric] = useState<string | null>(contest?.metric ?? 'revenue');
  const [measure, setMeasure] = useState<string | null>(contest?.measure ?? 'improvement');
  const [to, setTo] = useState<string | null>(contest?.prize.to ?? 'reach');
  const [places, setPlaces] = useState(String(contest?.prize.places || 3));
  const [threshold, setThreshold] = useState(typedAmount(contest?.prize.threshold ?? '1.05', 'share'));
  const [amount, setAmount] = useState(typedAmount(contest?.prize.amount ?? null, 'money'));
  const [pot, setPot] = useState(contest?.prize.pot ?? true);
  const [guards, setGuards] = useState<GuardText[]>(
    (contest?.guards ?? []).map((guard, key) => ({
      key,
      metric: guard.metric,
      aim: guard.aim,
      value: typedAmount(guard.value, guard.unit),
    })),
  );
  const metrics = useQuery(metricsQuery).data?.items ?? [];
  const unitOf = (id: string) => metrics.find((one) => one.id === id)?.unit ?? 'count';
  const save = useSaveContest(contest);
  const navigate = useNavigate();
  const wrong = (field: string) => fieldError(save.error, field);
  const isTop = to === 'top';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body: ContestText = {
      name,
      reason,
      node: node?.id ?? '',
      start,
      end: last === '' ? '' : addDays(last, 1),
      metric: metric ?? '',
      measure: measure as ContestText['measure'],
      prize: {
        to: to as ContestText['prize']['to'],
        places: isTop ? Number(places) || 0 : 0,
        threshold: threshold.trim() === '' ? '0' : (parseAmount(threshold, 'share') ?? threshold),
        amount: parseAmount(amount, 'money') ?? amount,
        pot: !isTop && pot,
      },
      guards: guards.map((guard) => ({
        metric: guard.metric,
        aim: guard.aim,
        value: parseAmount(guard.value, unitOf(guard.metric)) ?? guard.value,
      })),
    };
    save.mutate(body, {
      onSuccess: (kept) => {
        notify(contest ? `${kept.name} is changed.` : `${kept.name} is written down. Rehearse it next.`);
        onClose();
        void navigate({ to: '/contests/$contestId', params: { contestId: kept.id } });
      },
    });
  };
  const change = (key: number, part: Partial<GuardText>) =>
    setGuards(guards.map((guard) => (guard.key === key ? { ...guard, ...part } : guard)));
  return (
    <Modal opened onClose={onClose} title={contest ? `Change ${contest.name}` : 'Write a contest'} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            error={wrong('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Why is it held?"
            description="Everybody who takes part reads it"
            autosize
            minRows={2}
            error={wrong('reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <NodeSelect
            kinds={['company', 'team']}
            label="Among whose people?"
            error={wrong('node')}
            node={node}
            onChange={setNode}
          />
          <div className="contest-two">
            <TextInput
              type="date"
              label="First day"
              error={wrong('start')}
              value={start}
              onChange={(event) => setStart(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label="Last day"
              error={wrong('end')}
              value={last}
              onChange={(event) => setLast(event.currentTarget.value)}
            />
            <Select
              label="What counts?"
              searchable
              data={metrics
                .filter((one) => one.shape === 'sum' && one.direction === 'higher')
                .map((one) => ({ value: one.id, label: one.name }))}
              error={wrong('metric')}
              value={metric}
              onChange={setMetric}
            />
            <Select
              label="Against what is each one held?"
              data={MEASURES.map(({ value, label }) => ({ value, label }))}
              error={wrong('measure')}
              value={measure}
              onChange={setMeasure}
            />
            <Select label="Who wins?" data={PRIZES} error={wrong('prize.to')} value={to} onChange={setTo} />
            {isTop ? (
              <TextInput
                label="How many places?"
                inputMode="numeric"
                error={wrong('prize.places')}
                value={places}
                onChange={(event) => setPlaces(event.currentTarget.value)}
              />
            ) : (
              <TextInput
                label={measure === 'surprise' ? 'Which percentile?' : 'What has to be reached, in %?'}
                inputMode="decimal"
                error={wrong('prize.threshold')}
                value={threshold}
                onChange={(event) => setThreshold(event.currentTarget.value)}
              />
            )}
            <TextInput
              label={isTop ? `Prize of each place, ${currency}` : `Prize, ${currency}`}
              inputMode="decimal"
              error={wrong('prize.amount')}
              value={amount}
              onChange={(event) => setAmount(event.currentTarget.value)}
            />
            {!isTop && (
              <Checkbox
                mt="lg"
                label="The winners share it"
                description="Then the cost is known beforehand"
                checked={pot}
                onChange={(event) => setPot(event.currentTarget.checked)}
              />
            )}
          </div>
          {guards.map((guard, at) => (
            <Group key={guard.key} align="flex-end" gap="xs">
              <Select
                label={`Guardrail ${at + 1}`}
                searchable
                flex="2 1 200px"
                data={metrics
                  .filter((one) => one.available)
                  .map((one) => ({ value: one.id, label: one.name }))}
                error={wrong(`guards.${at}`) ?? wrong(`guards.${at}.value`)}
                value={guard.metric}
                onChange={(value) => change(guard.key, { metric: value ?? '' })}
              />
              <Select
                aria-label={`Guardrail ${at + 1}: at most or at least`}
                flex="1 1 110px"
                allowDeselect={false}
                data={[
                  { value: 'at_most', label: 'at most' },
                  { value: 'at_least', label: 'at least' },
                ]}
                value={guard.aim}
                onChange={(value) => change(guard.key, { aim: value as GuardText['aim'] })}
              />
              <TextInput
                aria-label={`Guardrail ${at + 1}: limit`}
                flex="1 1 90px"
                inputMode="decimal"
                rightSection={unitMark(unitOf(guard.metric), currency)}
                value={guard.value}
                onChange={(event) => change(guard.key, { value: event.currentTarget.value })}
              />
              <ActionIcon
                variant="default"
                size={36}
                aria-label={`Take guardrail ${at + 1} away`}
                onClick={() => setGuards(guards.filter((one) => one.key !== guard.key))}
              >
                <IconTrash size={16} aria-hidden="true" />
              </ActionIcon>
            </Group>
          ))}
          <div>
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                setGuards([
                  ...guards,
                  {
                    key: Math.max(-1, ...guards.map((one) => one.key)) + 1,
                    metric: 'discount',
                    aim: 'at_most',
                    value: '15',
                  },
                ])
              }
            >
              Add a guardrail
            </Button>
          </div>
          <DialogEnd
            error={save.error}
            failed="Nothing was kept"
            label={contest ? 'Change it' : 'Keep as a draft'}
            pending={save.isPending}
            disabled={name.trim() === '' || node === null}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

/** What the server says of a field, for beside it. */
function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem.errors?.find((one) => one.location === `body.${field}`)?.message;
}
