import { useOrganisation } from '../access/session';
import type { Metric } from '../api/types';
import { boundsWords, directionWords, unitWords } from './words';

/** Everything that decides a metric's numbers, in words. */
export function MetricFacts({ metric }: { metric: Metric }) {
  const { currency } = useOrganisation();
  const bounds = boundsWords(metric, currency);
  return (
    <div className="metric-facts">
      <p className="metric-definition">{metric.definition}</p>
      {metric.formula && <p className="formula">{metric.formula}</p>}
      <dl className="metric-rules">
        <div>
          <dt>Counted in</dt>
          <dd>
            {unitWords(metric.unit)}, {directionWords(metric)}
            {bounds && `, ${bounds}`}
          </dd>
        </div>
        {metric.date_rule && (
          <div>
            <dt>Counted on</dt>
            <dd>{metric.date_rule}</dd>
          </div>
        )}
        {metric.rollup && (
          <div>
            <dt>Added up</dt>
            <dd>{metric.rollup}</dd>
          </div>
        )}
        {metric.parameters.map((parameter) => (
          <div key={parameter.name}>
            <dt>{parameter.label}</dt>
            <dd>
              {parameter.choices.length === 0
                ? 'nothing to choose yet'
                : parameter.choices.map((choice) => choice.label).join(', ')}
            </dd>
          </div>
        ))}
        {!metric.available && (
          <div>
            <dt>No data yet</dt>
            <dd>{metric.why_not}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
