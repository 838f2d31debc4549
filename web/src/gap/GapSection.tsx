import { SegmentedControl, Select } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo } from 'react';
import type { Gap } from '../api/types';
import { useSearchState } from '../app/search';
import { Chart } from '../chart/Chart';
import { format } from '../format';
import { Section } from '../ui/Section';
import { Empty } from '../ui/states';
import { axisStart, divisions, stepsModel } from './steps';
import { BridgeTable, ChainTable, DimensionTable } from './tables';

/** The chart and the table of one way to divide the gap; the reader chooses which. */
export function GapSection({ gap }: { gap: Gap }) {
  const [search, change] = useSearchState();
  const list = useMemo(() => divisions(gap), [gap]);
  const chosen = list.find(({ key }) => key === search.by) ?? list[0];
  const { unit, currency } = gap.figures;
  const model = useMemo(
    () => (chosen ? stepsModel(chosen.steps, { unit, currency }) : null),
    [chosen, unit, currency],
  );
  const isNarrow = useMediaQuery('(max-width: 48em)');
  if (!chosen || !model) {
    return (
      <Section title="Where does it lie?">
        <Empty title="There is nothing to divide it by">
          {gap.notes[0] ?? 'There is no history that the parts could be held against.'}
        </Empty>
      </Section>
    );
  }
  const choices = list.map(({ key, label }) => ({ value: key, label }));
  const choose = (key: string) => change({ by: key === list[0]?.key ? undefined : key });
  const cut = axisStart(chosen.steps);
  return (
    <Section
      title="Where does it lie?"
      hint="From what was planned to what came. The parts of each division sum to the same gap."
      actions={
        isNarrow ? (
          <Select
            size="xs"
            aria-label="Divided by"
            value={chosen.key}
            onChange={(key) => key && choose(key)}
            data={choices}
            allowDeselect={false}
          />
        ) : (
          <SegmentedControl
            size="xs"
            aria-label="Divided by"
            value={chosen.key}
            onChange={choose}
            data={choices}
          />
        )
      }
    >
      <Chart
        label="Where does it lie?"
        fileName={`gap-${chosen.key}-${gap.figures.period.id}`}
        model={model}
        height={Math.max(180, 34 * chosen.steps.length + 40)}
        legend={
          <span className="card-hint">
            Outlined: within normal variation.
            {cut > 0 &&
              ` The axis begins at ${format.amount(String(cut), unit, currency, { compact: true })}.`}
          </span>
        }
      />
      <Table gap={gap} by={chosen.key} />
    </Section>
  );
}

function Table({ gap, by }: { gap: Gap; by: string }) {
  const chain = gap.chains.find(({ key, factors }) => key === by && factors.length > 0);
  if (chain) return <ChainTable gap={gap} chain={chain} />;
  if (by === 'price' && gap.bridge) return <BridgeTable gap={gap} bridge={gap.bridge} />;
  const dimension = gap.dimensions.find((item) => item.by === by);
  return dimension ? <DimensionTable gap={gap} dimension={dimension} /> : null;
}
