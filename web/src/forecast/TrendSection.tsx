import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallStand } from '../api/types';
import { Chart } from '../chart/Chart';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { type Place, trendQuery } from './queries';
import { trendModel } from './trend';

interface TrendSectionProps {
  place: Place;
  currency: string | null;
}

export function TrendSection({ place, currency }: TrendSectionProps) {
  const query = useQuery(trendQuery(place));
  return (
    <Section title="How did the forecast move?" hint="At the end of each week, as it was known then.">
      <Loaded query={query} height={300}>
        {(trend) =>
          trend.items.length < 2 ? (
            <p className="word">The period has only begun.</p>
          ) : (
            <Trend stands={trend.items} currency={currency} />
          )
        }
      </Loaded>
    </Section>
  );
}

function Trend({ stands, currency }: { stands: CallStand[]; currency: string | null }) {
  const model = useMemo(() => trendModel(stands, currency), [stands, currency]);
  return (
    <Chart
      label="How did the forecast move?"
      fileName="forecast"
      model={model}
      height={260}
      legend={
        <ul className="forecast-key">
          <li>area: closed</li>
          <li>solid: commit forecast</li>
          <li>dashed: best forecast</li>
          <li>dotted: call</li>
        </ul>
      }
    />
  );
}
