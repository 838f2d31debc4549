import { Group, Select, type SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Metric } from '../api/types';
import { groupMetrics, metricMatches } from './groups';
import {
  firstParameters,
  listedMetric,
  type Parameters,
  readParameters,
  writeParameters,
} from './parameters';
import { metricsQuery } from './queries';

interface MetricPickerProps extends Pick<SelectProps, 'size' | 'className' | 'error' | 'description' | 'id'> {
  label: string;
  value: string;
  onChange: (id: string) => void;
  /** Also lists what nobody has imported facts for yet: a goal may be set before its data comes. */
  withEmpty?: boolean;
}

type Items = { group: string; items: { value: string; label: string }[] }[];

function itemsOf(metrics: Metric[], value: string, withEmpty: boolean): Items {
  const shown = metrics.filter((metric) => metric.available || withEmpty || metric.id === value);
  const items: Items = groupMetrics(shown).map(({ group, items }) => ({
    group,
    items: items.map((metric) => ({
      value: metric.id,
      label: metric.available ? metric.name : `${metric.name} (no data yet)`,
    })),
  }));
  const isKnown = value === '' || shown.some((metric) => metric.id === value);
  return isKnown ? items : [{ group: 'From the address', items: [{ value, label: value }] }, ...items];
}

/** One of many metrics: grouped, found by any word of its definition, with its parameters beside it. */
export function MetricPicker({ label, value, onChange, withEmpty = false, ...rest }: MetricPickerProps) {
  const metrics = useQuery(metricsQuery).data?.items;
  const byId = useMemo(() => new Map(metrics?.map((metric) => [metric.id, metric])), [metrics]);
  const chosen = useMemo(() => listedMetric(metrics ?? [], value), [metrics, value]);
  const listed = chosen?.id ?? value;
  const data = useMemo(() => itemsOf(metrics ?? [], listed, withEmpty), [metrics, listed, withEmpty]);
  const choose = (id: string | null) => {
    const metric = id === null ? undefined : byId.get(id);
    const next = metric && id !== listed ? writeParameters(metric, firstParameters(metric)) : null;
    if (next !== null) onChange(next);
  };
  const select = (
    <Select
      label={label}
      searchable
      nothingFoundMessage="No such metric"
      title={chosen?.definition}
      value={listed || null}
      onChange={choose}
      data={data}
      filter={({ options, search }) =>
        options.flatMap((option) => {
          if (!('items' in option)) return option;
          const items = option.items.filter(
            (item) => search === item.label || matches(byId.get(item.value), item.label, search),
          );
          return items.length > 0 ? { ...option, items } : [];
        })
      }
      {...rest}
    />
  );
  if (!chosen || chosen.parameters.length === 0) return select;
  const values = readParameters(chosen, value) ?? firstParameters(chosen);
  return (
    <Group gap="xs" align="flex-end" className="pick-parameters">
      {select}
      <ParameterPickers
        metric={chosen}
        values={values}
        size={rest.size}
        onChange={(next) => {
          const id = writeParameters(chosen, next);
          if (id !== null) onChange(id);
        }}
      />
    </Group>
  );
}

function matches(metric: Metric | undefined, label: string, search: string): boolean {
  const words = search.trim();
  if (words === '') return true;
  return metric ? metricMatches(metric, words) : label.toLowerCase().includes(words.toLowerCase());
}

interface ParameterPickersProps {
  metric: Metric;
  values: Parameters;
  size: SelectProps['size'];
  onChange: (values: Parameters) => void;
}

function ParameterPickers({ metric, values, size, onChange }: ParameterPickersProps) {
  return metric.parameters.map((parameter) => (
    <Select
      key={parameter.name}
      label={parameter.label.charAt(0).toUpperCase() + parameter.label.slice(1)}
      size={size}
      className="pick-parameter"
      value={values[parameter.name] ?? null}
      onChange={(next) => onChange({ ...values, [parameter.name]: next ?? '' })}
      data={parameter.choices}
    />
  ));
}
