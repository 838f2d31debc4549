import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Credit, Receipt } from '../api/types';
import { format } from '../format';
import { NoData } from '../ui/NoData';
import { TableScroll } from '../ui/TableScroll';

interface ReceiptCreditsProps {
  receipt: Receipt;
  credits: Credit[];
  onMore?: () => void;
  loading: boolean;
}

/** The sales behind the number, each with the part of it that counts here. */
export function ReceiptCredits({ receipt, credits, onMore, loading }: ReceiptCreditsProps) {
  const { metric, organisation, figures } = receipt;
  const unit = metric.unit;
  const currency = unit === 'money' ? organisation.currency : null;
  const exact = (value: string) => format.amount(value, unit, currency, { exact: true });
  if (receipt.credit_count === 0) {
    return <p>No sale counts here in this period, so the actual is {exact('0')}.</p>;
  }
  return (
    <>
      <TableScroll label="Credits">
        <table className="table compact">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Order</th>
              <th scope="col">Customer</th>
              <th scope="col">Product</th>
              <th scope="col" className="numeric">
                Sale
              </th>
              <th scope="col" className="numeric">
                Counts here
              </th>
            </tr>
          </thead>
          <tbody>
            {credits.map((credit) => (
              <CreditRow
                key={`${credit.sale.source}/${credit.sale.id}/${credit.person ?? ''}/${credit.value}`}
                credit={credit}
                exact={exact}
              />
            ))}
          </tbody>
          <tfoot>
            <tr className="total">
              <th scope="row" colSpan={5}>
                Sum of all {format.count(receipt.credit_count)} credits
                {receipt.late.length > 0 && ' and the late changes below'} = actual
              </th>
              <td className="numeric">{figures.actual === null ? '' : exact(figures.actual)}</td>
            </tr>
          </tfoot>
        </table>
      </TableScroll>
      <div className="more">
        <span role="status">
          {format.count(credits.length)} of {format.count(receipt.credit_count)} credits shown
        </span>
        {onMore && (
          <Button variant="default" size="compact-md" loading={loading} onClick={onMore}>
            Show more
          </Button>
        )}
      </div>
    </>
  );
}

/** A receipt names nodes by their ids, as its file does; the link leads to the name. */
function NodeLink({ id, what }: { id: string | null; what: string }) {
  if (id === null) return <NoData reason={`the sale names no ${what}`} />;
  return (
    <Link to="/n/$nodeId" params={{ nodeId: id }} className="link">
      {id.slice(id.indexOf(':') + 1)}
    </Link>
  );
}

function CreditRow({ credit, exact }: { credit: Credit; exact: (value: string) => string }) {
  const { sale, shares, rate } = credit;
  const split = shares
    .filter((share) => Number(share.percent) !== 100)
    .map((share) => `${share.person} ${format.decimal(share.percent, 2)} % ${share.ledger}`);
  const notes = [
    sale.version > 1 ? `version ${sale.version}, ${format.knownOn(sale.known_on)}` : '',
    split.length > 0 ? `split: ${split.join(', ')}` : '',
    rate
      ? `rate ${rate.from} to ${rate.to} of ${format.day(rate.day)}: ${rate.numerator} ÷ ${rate.denominator}`
      : '',
    sale.state === 'cancelled' ? 'cancelled' : '',
  ].filter(Boolean);
  return (
    <tr>
      <td className="nowrap">{format.day(sale.day)}</td>
      <td>
        {sale.order_id || sale.id}
        {notes.length > 0 && <span className="word block">{notes.join(' · ')}</span>}
      </td>
      <td>
        <NodeLink id={sale.customer} what="customer" />
      </td>
      <td>
        <NodeLink id={sale.product} what="product" />
        <span className="word"> × {format.decimal(sale.quantity, 4)}</span>
      </td>
      <td className="numeric">{format.amount(sale.amount, 'money', sale.currency, { exact: true })}</td>
      <td className="numeric">{exact(credit.value)}</td>
    </tr>
  );
}
