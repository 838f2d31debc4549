import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Gap, GapBridge, GapChain, GapDimension, GapRef, Unit } from '../api/types';
import { NumberButton } from '../attain/numbers';
import { format } from '../format';
import { kindPlural, kindWord } from '../org/queries';
import { NoData } from '../ui/NoData';
import { Pill } from '../ui/Pill';
import { TableHead } from '../ui/TableHead';
import { TableScroll } from '../ui/TableScroll';
import { negated } from './steps';

type Variation = GapChain['factors'][number]['variation'];

/** Whether a part is more than the usual up and down; noise is not coached. */
export function VariationMark({ variation }: { variation: Variation }) {
  if (variation === 'usual') return <Pill>Normal variation</Pill>;
  if (variation === 'unusual') return <Pill tone="warn">Unusual</Pill>;
  return <NoData reason="there is too little history to say what is usual" />;
}

function say(value: string, unit: Unit, currency: string | null, signed = false): string {
  const digits = unit === 'share' ? format.percent(value, 1) : null;
  return digits ?? format.amount(value, unit, currency, { signed });
}

/** A number that opens its receipt where that is one of the page's own period; else the page of its own days. */
export function RefLink({ gap, of, children }: { gap: Gap; of: GapRef; children: ReactNode }) {
  const { period } = gap.figures;
  const isHere = of.days.start === period.start;
  const value = say(of.value, of.unit, gap.figures.currency);
  // What is read out holds what is seen.
  const text = typeof children === 'string' && !`${value}, ${of.label}`.includes(children) ? children : value;
  if (isHere) {
    return (
      <NumberButton
        nodeId={of.node.id}
        metric={of.metric}
        label={`${of.label} of ${of.node.name}`}
        text={text}
      >
        {children}
      </NumberButton>
    );
  }
  return (
    <Link
      to="/n/$nodeId"
      params={{ nodeId: of.node.id }}
      search={{
        metric: of.metric,
        period: `${of.days.start}..${of.days.end}`,
        receipt: `${of.node.id}~${of.metric}`,
      }}
      className="link"
    >
      {children}
    </Link>
  );
}

export function ChainTable({ gap, chain }: { gap: Gap; chain: GapChain }) {
  const { currency, unit } = gap.figures;
  return (
    <>
      <TableScroll label={`Factors of ${chain.name}`}>
        <table className="table stacked">
          <TableHead first="Factor" numbers={['As planned', 'Actual', 'Effect']} others={['Variation']} />
          <tbody>
            {chain.factors.map((factor) => {
              const actual = say(factor.actual, factor.unit, currency);
              const [own] = factor.refs;
              return (
                <tr key={factor.key}>
                  <th scope="row" className="sticky">
                    {factor.name}
                  </th>
                  <td className="numeric" data-header="As planned">
                    {say(factor.plan, factor.unit, currency)}
                  </td>
                  <td className="numeric" data-header="Actual">
                    {own ? (
                      <RefLink gap={gap} of={own}>
                        {actual}
                      </RefLink>
                    ) : (
                      actual
                    )}
                  </td>
                  <td className="numeric" data-header="Effect">
                    {say(factor.effect, unit, currency, true)}
                  </td>
                  <td>
                    <VariationMark variation={factor.variation} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
      <p className="card-hint">
        {chain.rule} {chain.note}
      </p>
    </>
  );
}

export function BridgeTable({ gap, bridge }: { gap: Gap; bridge: GapBridge }) {
  const { currency, unit } = gap.figures;
  const amount = (value: string, signed = false) => format.amount(value, unit, currency, { signed });
  return (
    <>
      <TableScroll label="Price, volume and mix by product">
        <table className="table">
          <TableHead
            first={kindWord(bridge.by)}
            numbers={['Year before', 'Actual', 'Mix', 'Price', 'New or lost']}
          />
          <tbody>
            {bridge.items.map((item) => (
              <tr key={item.node?.id ?? ''}>
                <th scope="row" className="sticky">
                  {item.node?.name ?? `No ${kindWord(bridge.by).toLowerCase()}`}
                </th>
                <td className="numeric">{amount(item.before.value)}</td>
                <td className="numeric">{amount(item.now.value)}</td>
                <td className="numeric">{amount(item.mix, true)}</td>
                <td className="numeric">{amount(item.price, true)}</td>
                <td className="numeric">{amount(item.apart, true)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      <p className="card-hint">
        Against the same days of the year before. Volume: as many more or fewer, at the price they had on
        average. Mix: more of the dear or of the cheap. Price: the same at another price.
        {bridge.left > 0 && ` ${format.count(bridge.left)} more with smaller effects are not shown.`}{' '}
        {bridge.note}
      </p>
    </>
  );
}

export function DimensionTable({ gap, dimension }: { gap: Gap; dimension: GapDimension }) {
  const { currency, unit, node } = gap.figures;
  const amount = (value: string, signed = false) => format.amount(value, unit, currency, { signed });
  const one = kindWord(dimension.by).toLowerCase();
  return (
    <>
      <TableScroll label={`The gap by ${one}`}>
        <table className="table">
          <TableHead
            first={kindWord(dimension.by)}
            numbers={['Planned', 'Actual', 'Against plan']}
            others={['Variation']}
          />
          <tbody>
            {dimension.rows.map((row) => (
              <tr key={row.node?.id ?? ''}>
                <th scope="row" className="sticky">
                  {row.node ? (
                    <Link to="/why/$nodeId" params={{ nodeId: row.node.id }} className="link">
                      {row.node.name}
                    </Link>
                  ) : (
                    <span className="muted">No {one}</span>
                  )}
                </th>
                <td className="numeric">{amount(row.planned)}</td>
                <td className="numeric">
                  {row.node ? (
                    <NumberButton
                      // The company's part of a territory is the whole territory, which has a receipt of its own.
                      nodeId={node.kind === 'company' ? row.node.id : node.id}
                      metric={gap.figures.metric}
                      label={`${row.node.name}, part of ${node.name}`}
                      text={amount(row.actual)}
                    />
                  ) : (
                    amount(row.actual)
                  )}
                </td>
                <td className="numeric">{amount(negated(row.gap), true)}</td>
                <td>
                  <VariationMark variation={row.variation} />
                </td>
              </tr>
            ))}
            {dimension.other.count > 0 && (
              <tr>
                <th scope="row" className="sticky muted">
                  {format.count(dimension.other.count)} other {kindPlural(dimension.by).toLowerCase()}
                </th>
                <td className="numeric">{amount(dimension.other.planned)}</td>
                <td className="numeric">{amount(dimension.other.actual)}</td>
                <td className="numeric">{amount(negated(dimension.other.gap), true)}</td>
                <td />
              </tr>
            )}
            {Number(dimension.rest) !== 0 && (
              <tr>
                <th scope="row" className="sticky muted">
                  Not given to any
                </th>
                <td />
                <td />
                <td className="numeric">{amount(negated(dimension.rest), true)}</td>
                <td className="muted">{dimension.rest_note}</td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr className="total">
              <th scope="row" className="sticky">
                Total
              </th>
              <td className="numeric">{amount(gap.planned)}</td>
              <td className="numeric">{amount(gap.counted)}</td>
              <td className="numeric">{amount(negated(gap.gap), true)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </TableScroll>
      <p className="card-hint">
        {dimension.rule} Unusual: further off than four of five months of its history were from its share.
      </p>
    </>
  );
}
