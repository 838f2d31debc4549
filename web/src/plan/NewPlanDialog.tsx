import { Fieldset, Modal, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useOrganisation } from '../access/session';
import { ApiError } from '../api/client';
import type { NodeRef } from '../api/types';
import { metricsQuery } from '../metric/queries';
import { NodesSelect } from '../org/NodePicker';
import { SCOPE_KINDS } from '../org/queries';
import { DialogEnd } from '../ui/DialogEnd';
import { localSeparators, parseEntry, toWire } from './decimal';
import { type PlanBy, teamsQuery, useCreatePlan } from './queries';
import { readOvers } from './settings';

export function NewPlanDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { today, node_id, name: company } = useOrganisation();
  const nextYear = String(Number(today.slice(0, 4)) + 1);
  const [name, setName] = useState(`Targets ${nextYear}`);
  const [metric, setMetric] = useState('revenue');
  const [root, setRoot] = useState(node_id);
  const [year, setYear] = useState(nextYear);
  const [by, setBy] = useState<PlanBy>('month');
  const [total, setTotal] = useState('');
  const [unit, setUnit] = useState('1');
  const [scope, setScope] = useState<NodeRef[]>([]);
  const [over, setOver] = useState<Record<string, string>>({ team: '', person: '' });
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const metrics = useQuery(metricsQuery).data?.items ?? [];
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const roots = [{ id: node_id, name: company }, ...teams];
  const create = useCreatePlan();
  const navigate = useNavigate();

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const amount = parseEntry(total, localSeparators);
    const step = parseEntry(unit, localSeparators);
    const { overs, wrong: problems } = readOvers(over, localSeparators);
    if (name.trim() === '') problems.name = 'Give the plan a name';
    if (amount.kind === 'wrong') problems.total = amount.message;
    if (step.kind !== 'value' || step.value <= 0n)
      problems.unit = 'Write a number above 0, for example 1 or 1000';
    setWrong(problems);
    if (Object.keys(problems).length > 0 || amount.kind === 'wrong' || step.kind !== 'value') return;
    create.mutate(
      {
        name: name.trim(),
        metric,
        root,
        year,
        by,
        scope: scope.map((node) => node.id),
        total: amount.kind === 'value' ? toWire(amount.value) : null,
        unit: toWire(step.value),
        over: Object.fromEntries(Object.entries(overs).map(([kind, value]) => [kind, toWire(value)])),
      },
      {
        onSuccess: (plan) => navigate({ to: '/plans/$planId', params: { planId: plan.id } }),
        onError: (error) => error instanceof ApiError && setWrong(error.fieldErrors()),
      },
    );
  };

  return (
    <Modal opened={opened} onClose={onClose} title="New plan">
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            value={name}
            error={wrong.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Metric"
            description="Only metrics that add up can be divided among people"
            searchable
            allowDeselect={false}
            data={metrics.filter(isAdditive).map(({ id, name: label }) => ({ value: id, label }))}
            value={metric}
            error={wrong.metric}
            onChange={(next) => next && setMetric(next)}
          />
          <Select
            label="For"
            searchable
            allowDeselect={false}
            data={roots.map((node) => ({ value: node.id, label: node.name }))}
            value={root}
            error={wrong.root}
            onChange={(next) => next && setRoot(next)}
          />
          <TextInput
            label="Fiscal year"
            inputMode="numeric"
            value={year}
            error={wrong.year}
            onChange={(event) => setYear(event.currentTarget.value)}
          />
          <SegmentedControl
            aria-label="Periods"
            value={by}
            onChange={(next) => setBy(next as PlanBy)}
            data={[
              { value: 'month', label: 'Months' },
              { value: 'quarter', label: 'Quarters' },
              { value: 'half', label: 'Halves' },
              { value: 'year', label: 'The year' },
            ]}
          />
          <TextInput
            label="Number of the whole plan"
            description="May be left empty, and set or summed up later"
            inputMode="decimal"
            value={total}
            error={wrong.total}
            onChange={(event) => setTotal(event.currentTarget.value)}
          />
          <TextInput
            label="Round targets to"
            inputMode="decimal"
            value={unit}
            error={wrong.unit}
            onChange={(event) => setUnit(event.currentTarget.value)}
          />
          <NodesSelect
            kinds={SCOPE_KINDS}
            label="Only what counts for"
            description="A product, a region, a channel …; with several, all must hold. Empty: everything"
            nodes={scope}
            error={wrong.scope}
            onChange={setScope}
          />
          <Fieldset legend="Over-assignment">
            <Stack gap="sm">
              <Text size="sm">
                How much more the targets below hold than the number above, so that the plan is reached
                although not everybody reaches his target: 3 to 10 % in all is usual. Empty: exactly the same.
              </Text>
              <SimpleGrid cols={{ base: 1, xs: 2 }} className="plan-fields">
                {OVERS.map(({ kind, label }) => (
                  <TextInput
                    key={kind}
                    label={label}
                    inputMode="decimal"
                    value={over[kind] ?? ''}
                    error={wrong[kind]}
                    onChange={({ currentTarget: { value } }) =>
                      setOver((before) => ({ ...before, [kind]: value }))
                    }
                  />
                ))}
              </SimpleGrid>
            </Stack>
          </Fieldset>
          <DialogEnd
            error={create.error}
            failed="The plan was not made"
            label="Make the plan"
            pending={create.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

const OVERS = [
  { kind: 'team', label: 'Team targets, in %' },
  { kind: 'person', label: 'Person targets, in %' },
];

/** Ratios roll up by their parts, so they cannot be divided. */
function isAdditive(metric: object): boolean {
  return !('additive' in metric) || metric.additive === true;
}
