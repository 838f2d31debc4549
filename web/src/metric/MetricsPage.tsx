import { Button } from '@mantine/core';
import { IconMathFunction } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { canManage, useSession } from '../access/session';
import type { Metric } from '../api/types';
import { useSearchState } from '../app/search';
import { format } from '../format';
import { FilterInput } from '../ui/FilterInput';
import { LinkButton } from '../ui/LinkButton';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { groupMetrics, metricMatches } from './groups';
import { MetricFacts } from './MetricFacts';
import { metricsQuery } from './queries';

/** Every metric with the rules that make its numbers. */
export function MetricsPage() {
  const { user } = useSession();
  const [search, change] = useSearchState();
  const query = useQuery(metricsQuery);
  const words = search.q ?? '';
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Metrics" />
          <p className="page-sub">What is counted, on which day, and how is it added up?</p>
        </div>
        <div className="page-actions">
          {canManage(user.role) && (
            <LinkButton to="/metrics/new" size="xs" leftSection={<IconMathFunction size={16} />}>
              Define a metric
            </LinkButton>
          )}
        </div>
      </div>
      <Loaded query={query} height={640}>
        {(page) => {
          const found = page.items.filter((metric) => metricMatches(metric, words));
          return (
            <>
              <div className="table-bar">
                <FilterInput label="Find a metric" placeholder="Find a metric" />
                <span className="table-count" role="status">
                  {format.count(found.length)} of {format.count(page.items.length)} metrics
                </span>
              </div>
              {found.length === 0 && (
                <div className="card">
                  <Empty
                    title={`Nothing matches “${words}”`}
                    level={2}
                    action={<Button onClick={() => change({ q: undefined })}>Clear the filter</Button>}
                  >
                    The filter looks at names, definitions and formulas.
                  </Empty>
                </div>
              )}
              {groupMetrics(found).map(({ group, items }) => (
                <Section key={group} title={group}>
                  <ul className="metric-list">
                    {items.map((metric) => (
                      <MetricItem key={metric.id} metric={metric} />
                    ))}
                  </ul>
                </Section>
              ))}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function MetricItem({ metric }: { metric: Metric }) {
  return (
    <li>
      <div className="metric-name">
        <h3>
          <Link to="/metrics/$metricId" params={{ metricId: metric.id }}>
            {metric.name}
          </Link>
        </h3>
        <code className="metric-id">{metric.id}</code>
      </div>
      <MetricFacts metric={metric} />
    </li>
  );
}
