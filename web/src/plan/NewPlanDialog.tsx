import { Alert, Button, Group, Modal, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useOrganisation } from '../access/session';
import { ApiError, messageOf } from '../api/client';
import { metricsQuery } from '../metric/queries';
import { parseEntry, separatorsOf, toWire } from './decimal';
import { teamsQuery, useCreatePlan } from './queries';

const separators = separatorsOf(typeof navigator === 'undefined' ? 'en-US' : navigator.language);

export function NewPlanDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { today, node_id, name: company } = useOrganisation();
  const nextYear = String(Number(today.slice(0, 4)) + 1);
  const [name, setName] = useState(`Targets ${nextYear}`);
  const [metric, setMetric] = useState('revenue');
  const [root, setRoot] = useState(node_id);
  const [year, setYear] = useState(nextYear);
  const [by, setBy] = useState<'month' | 'quarter'>('month');
  const [total, setTotal] = useState('');
  const [unit, setUnit] = useState('1');
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const metrics = useQuery(metricsQuery).data?.items ?? [];
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const roots = [{ id: node_id, name: company }, ...teams];
  const create = useCreatePlan();
  const navigate = useNavigate();

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const amount = parseEntry(total, separators);
    const step = parseEntry(unit, separators);
    const problems: Record<string, string> = {};
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
        total: amount.kind === 'value' ? toWire(amount.value) : null,
        unit: toWire(step.value),
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
            onChange={(next) => setBy(next as 'month' | 'quarter')}
            data={[
              { value: 'month', label: 'Months' },
              { value: 'quarter', label: 'Quarters' },
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
          {create.isError && (
            <Alert color="red" role="alert" title="The plan was not made">
              {messageOf(create.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Make the plan
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Ratios roll up by their parts, so they cannot be divided. */
function isAdditive(metric: object): boolean {
  return !('additive' in metric) || metric.additive === true;
}
