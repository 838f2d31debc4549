import { IconChartLine, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { canManage, useOrganisation, useSession } from '../access/session';
import type { Metric, MetricVersion } from '../api/types';
import { format } from '../format';
import { LinkButton } from '../ui/LinkButton';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { TableScroll } from '../ui/TableScroll';
import { CurveSection } from './CurveSection';
import { MetricFacts } from './MetricFacts';
import { metricQuery, metricVersionsQuery } from './queries';

export function MetricPage() {
  const { metricId } = useParams({ from: '/app/metrics/$metricId' });
  const query = useQuery(metricQuery(metricId));
  return (
    <Loaded query={query} height={420} level={1}>
      {(metric) => <MetricView metric={metric} />}
    </Loaded>
  );
}

function MetricView({ metric }: { metric: Metric }) {
  const { user } = useSession();
  return (
    <>
      <nav aria-label="Path" className="crumbs">
        <ol>
          <li>
            <Link to="/metrics">Metrics</Link>
          </li>
          <li aria-current="page">{metric.name}</li>
        </ol>
      </nav>
      <div className="page-head">
        <div>
          <PageTitle title={metric.name} />
          <p className="page-sub">
            {metric.custom ? `Defined here, version ${metric.version}` : 'Built in'} ·{' '}
            <code>{metric.id}</code>
          </p>
        </div>
        <div className="page-actions">
          {metric.available && metric.parameters.length === 0 && (
            <LinkButton
              to="/"
              search={{ metric: metric.id }}
              variant="default"
              size="xs"
              leftSection={<IconChartLine size={16} />}
            >
              Look at the numbers
            </LinkButton>
          )}
          {metric.custom && canManage(user.role) && (
            <LinkButton
              to="/metrics/new"
              search={{ of: metric.id }}
              size="xs"
              leftSection={<IconPencil size={16} />}
            >
              Change the definition
            </LinkButton>
          )}
        </div>
      </div>
      <Section title="How is it computed?">
        <MetricFacts metric={metric} />
      </Section>
      {metric.parameters.length === 0 && <CurveSection id={metric.id} />}
      {metric.custom && <Versions id={metric.id} />}
    </>
  );
}

function Versions({ id }: { id: string }) {
  const { time_zone } = useOrganisation();
  const query = useQuery(metricVersionsQuery(id));
  return (
    <Section title="Who changed the definition?" hint="Versions are added, never overwritten.">
      <Loaded query={query} height={160}>
        {(page) => (
          <TableScroll label="Versions of the definition">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col" className="numeric">
                    Version
                  </th>
                  <th scope="col">Counts</th>
                  <th scope="col">Saved</th>
                  <th scope="col">By</th>
                  <th scope="col">Reason</th>
                </tr>
              </thead>
              <tbody>
                {page.items.map((version) => (
                  <VersionRow key={version.version} version={version} timeZone={time_zone} />
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
      </Loaded>
    </Section>
  );
}

function VersionRow({ version, timeZone }: { version: MetricVersion; timeZone: string }) {
  const { custom } = version;
  return (
    <tr>
      <th scope="row" className="numeric">
        {version.version}
      </th>
      <td>
        <code className="cel">{custom.value}</code>
        {custom.where && (
          <>
            {' '}
            where <code className="cel">{custom.where}</code>
          </>
        )}
        {custom.divide_by && (
          <>
            {' '}
            ÷ <code className="cel">{custom.divide_by.value}</code>
            {custom.divide_by.where && (
              <>
                {' '}
                where <code className="cel">{custom.divide_by.where}</code>
              </>
            )}
          </>
        )}
      </td>
      <td className="nowrap">{format.instant(version.recorded_at, timeZone)}</td>
      <td>{version.author}</td>
      <td>{version.reason || <NoData reason="no reason was given" />}</td>
    </tr>
  );
}
