import type { ReactNode } from 'react';
import { seesInside } from '../access/inside';
import { useSession } from '../access/session';
import type { Figures } from '../api/types';
import { useSearchState } from '../app/search';
import { type AmountOptions, format } from '../format';
import { Filling } from '../ui/Filling';
import { NoData } from '../ui/NoData';
import { receiptKey } from './receiptKey';

export const HIDDEN_AMOUNT = 'only the rank and the attainment of this colleague are published to you';

/** A colleague whom the reader sees only in the ranking. */
export function isRankedOnly(figures: Figures): boolean {
  return figures.masked;
}

/** Why there is no actual: it is hidden, or there is nothing that it could be made of. */
export function noActualReason(figures: Figures): string {
  if (isRankedOnly(figures)) return HIDDEN_AMOUNT;
  return figures.notes[0] ?? 'nothing happened in this period that it could be computed from';
}

export function noTargetReason(figures: Figures): string {
  if (isRankedOnly(figures)) return HIDDEN_AMOUNT;
  if (figures.target !== null && figures.actual === null) return noActualReason(figures);
  return figures.target_note || 'no target was set for this period';
}

interface NumberButtonProps {
  nodeId: string;
  metric: string;
  /** What the number is, for example "Actual of Linda Mitchell". */
  label: string;
  text: string;
  children?: ReactNode;
}

/** Every number opens its receipt, for those who may see what it is made of. */
export function NumberButton({ nodeId, metric, ...rest }: NumberButtonProps) {
  return <ReceiptButton nodeId={nodeId} receipt={receiptKey(nodeId, metric)} {...rest} />;
}

interface ReceiptButtonProps extends Omit<NumberButtonProps, 'metric'> {
  /** How the address names the receipt. */
  receipt: string;
}

/** The same where the receipt has a name of its own, as that of a goal has. */
export function ReceiptButton({ nodeId, receipt, label, text, children }: ReceiptButtonProps) {
  const [, change] = useSearchState();
  const session = useSession();
  if (!seesInside(session, nodeId)) return <span>{children ?? text}</span>;
  return (
    <button
      type="button"
      className="number"
      aria-haspopup="dialog"
      aria-label={`${text}, ${label}: show the receipt`}
      onClick={() => change({ receipt })}
    >
      {children ?? text}
    </button>
  );
}

interface FigureProps {
  figures: Figures;
  options?: AmountOptions;
}

export function amountText(figures: Figures, value: string, options?: AmountOptions): string {
  return format.amount(value, figures.unit, figures.currency, options);
}

/** Why there is no actual where it would stand: that it comes, or a dash with the reason. */
export function NoActual({ figures }: { figures: Figures }) {
  if (figures.filling !== null) return <Filling share={figures.filling} />;
  return <NoData reason={noActualReason(figures)} />;
}

export function ActualNumber({ figures, options }: FigureProps) {
  if (figures.actual === null) return <NoActual figures={figures} />;
  return <Num figures={figures} name="Actual" text={amountText(figures, figures.actual, options)} />;
}

export function TargetNumber({ figures, options }: FigureProps) {
  if (figures.target === null) return <NoData reason={noTargetReason(figures)} />;
  return <Num figures={figures} name="Target" text={amountText(figures, figures.target, options)} />;
}

export function AttainmentNumber({ figures }: { figures: Figures }) {
  if (figures.attainment === null) return <NoData reason={noTargetReason(figures)} />;
  const text = format.percent(figures.attainment);
  // The receipt of a colleague's amounts is not for this reader.
  if (isRankedOnly(figures)) return <span>{text}</span>;
  return <Num figures={figures} name="Attainment" text={text} />;
}

/** Missing is a gap; in excess is a cushion, and says so. Where less is better, a gap is what is too much. */
export function GapNumber({ figures, options }: FigureProps) {
  if (figures.gap === null) return <NoData reason={noTargetReason(figures)} />;
  const gap = Number(figures.gap);
  const text = amountText(figures, String(Math.abs(gap)), { ...options, difference: true });
  if (gap >= 0) return <Num figures={figures} name="Gap" text={text} />;
  return (
    <Num figures={figures} name="Cushion" text={`${text} cushion`}>
      {text} <span className="word">cushion</span>
    </Num>
  );
}

function Num({
  figures,
  name,
  text,
  children,
}: {
  figures: Figures;
  name: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <NumberButton
      nodeId={figures.node.id}
      metric={figures.metric}
      label={`${name} of ${figures.node.name}`}
      text={text}
    >
      {children}
    </NumberButton>
  );
}
