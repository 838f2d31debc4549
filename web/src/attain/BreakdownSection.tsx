import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Breakdown, Figures } from '../api/types';
import { useSearchState } from '../app/search';
import type { View } from '../app/view';
import { lateAmount } from '../closing/late';
import { format } from '../format';
import { useMetric } from '../metric/queries';
import { useDimensions } from '../org/dimensions';
import { kindPlural, kindWord } from '../org/queries';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { TableScroll } from '../ui/TableScroll';
import { isCumulative } from './burnup';
import { NumberButton } from './numbers';
import { breakdownQuery } from './queries';

interface BreakdownSectionProps {
  figures: Figures;
  view: View;
}

export function BreakdownSection({ figures, view }: BreakdownSectionProps) {
  const [search, change] = useSearchState();
  const choices = useDimensions().filter((kind) => kind !== figures.node.kind);
  const by = choices.find((kind) => kind === search.by) ?? choices[0] ?? 'territory';
  const query = useQuery(breakdownQuery(figures.node.id, view, by));
  const adds = isCumulative(useMetric(figures.metric));
  return (
    <Section
      title={adds ? 'Where does it come from?' : 'Where is it high, and where low?'}
      hint={
        adds
          ? 'The ten largest; everything else has its own line, so that the lines add up.'
          : 'Rates of parts are not added: each line is computed from its own facts, the last one from all.'
      }
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Broken down by"
          value={by}
          onChange={(value) => change({ by: value === choices[0] ? undefined : value })}
          data={choices.map((value) => ({ value, label: kindWord(value) }))}
        />
      }
    >
      <Loaded query={query} height={420}>
        {(breakdown) => <BreakdownTable breakdown={breakdown} figures={figures} adds={adds} />}
      </Loaded>
    </Section>
  );
}

interface BreakdownTableProps {
  breakdown: Breakdown;
  figures: Figures;
  /** The lines add up to the total, so each has a share of it. */
  adds: boolean;
}

function BreakdownTable({ breakdown, figures, adds }: BreakdownTableProps) {
  const amount = (value: string) => format.amount(value, figures.unit, figures.currency);
  const total = Number(breakdown.total ?? 0);
  const share = (value: string) => (total > 0 ? Number(value) / total : null);
  const widest = Math.max(
    0,
    ...breakdown.items.map((item) => Number(item.value)),
    Number(breakdown.other.value),
  );
  const bar = (value: string) => (
    <td className="bar-cell">
      <span className="hbar" aria-hidden="true">
        <span
          style={{ width: `${widest > 0 ? Math.max(0, (Number(value) / widest) * 100).toFixed(2) : 0}%` }}
        />
      </span>
    </td>
  );
  const shareCell = (value: string) => {
    if (!adds) return null;
    const part = share(value);
    return (
      <td className="numeric">
        {part === null ? (
          <NoData reason="the total is not above zero" />
        ) : (
          format.percent(part, part < 0.1 ? 1 : 0)
        )}
      </td>
    );
  };
  if (breakdown.filling !== null) return <Empty title="Being counted">{breakdown.note}</Empty>;
  if (breakdown.items.length === 0 && Number(breakdown.unassigned) === 0) {
    return (
      <Empty title="Nothing happened in this period">
        Choose another period above, or import the facts of this one.
      </Empty>
    );
  }
  const one = kindWord(breakdown.by);
  return (
    <>
      <TableScroll label="Where does it come from?">
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="sticky">
                {one}
              </th>
              <th scope="col">
                <span className="bar-head">Size</span>
              </th>
              <th scope="col" className="numeric">
                Value
              </th>
              {adds && (
                <th scope="col" className="numeric">
                  Share
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {breakdown.items.map((item) => (
              <tr key={item.node.id}>
                <th scope="row" className="sticky">
                  <Link to="/n/$nodeId" params={{ nodeId: item.node.id }} className="link">
                    {item.node.name}
                  </Link>
                </th>
                {bar(item.value)}
                <td className="numeric">
                  <NumberButton
                    // The company's part of a territory is the whole territory, which has a receipt of its own.
                    nodeId={figures.node.kind === 'company' ? item.node.id : figures.node.id}
                    metric={figures.metric}
                    label={`${item.node.name}, part of ${figures.node.name}`}
                    text={amount(item.value)}
                  />
                </td>
                {shareCell(item.value)}
              </tr>
            ))}
            {breakdown.other.count > 0 && (
              <tr>
                <th scope="row" className="sticky muted">
                  {format.count(breakdown.other.count)} other {kindPlural(breakdown.by).toLowerCase()}
                </th>
                {bar(breakdown.other.value)}
                <td className="numeric">{amount(breakdown.other.value)}</td>
                {shareCell(breakdown.other.value)}
              </tr>
            )}
            {breakdown.late.map((late) => (
              <tr key={late.period.id}>
                <th scope="row" className="sticky muted">
                  Late changes from {late.period.label}
                </th>
                {adds ? bar(late.value ?? '0') : <td />}
                <td className="numeric">
                  {late.value === null ? lateAmount(late, figures) : amount(late.value)}
                </td>
                {shareCell(late.value ?? '0')}
              </tr>
            ))}
            {Number(breakdown.unassigned) !== 0 && (
              <tr>
                <th scope="row" className="sticky muted">
                  Unassigned: no {one.toLowerCase()} on the sale
                </th>
                {bar(breakdown.unassigned)}
                <td className="numeric">{amount(breakdown.unassigned)}</td>
                {shareCell(breakdown.unassigned)}
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr className="total">
              <th scope="row" className="sticky">
                {adds ? 'Total' : 'All together'}
              </th>
              <td />
              <td className="numeric">
                {breakdown.total === null ? (
                  <NoData reason="there is nothing that it could be computed from" />
                ) : (
                  amount(breakdown.total)
                )}
              </td>
              {shareCell(breakdown.total ?? '0')}
            </tr>
          </tfoot>
        </table>
      </TableScroll>
      {breakdown.note && <p className="card-hint">{breakdown.note}</p>}
    </>
  );
}
