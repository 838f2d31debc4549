import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import type { Criterion, Smart, Verdict } from '../api/types';
import { sentence } from '../format';
import { Chance } from './Chance';
import { VERDICTS } from './words';

const ICONS: Record<Verdict, typeof IconCheck> = { pass: IconCheck, warn: IconAlertTriangle, fail: IconX };
const SUMMARIES: Record<Smart['verdict'], string> = {
  smart: 'This goal is SMART.',
  warn: 'This goal is nearly SMART.',
  not_smart: 'This goal is not SMART yet.',
};

interface SmartPanelProps {
  smart: Smart;
  /** Puts the value of a repair into the goal; left out where nothing can be changed. */
  onApply?: (field: string, value: unknown) => void;
  /** There is room for two beside each other. */
  wide?: boolean;
}

/** Five verdicts, each with the facts it stands on and one repair. */
export function SmartPanel({ smart, onApply, wide }: SmartPanelProps) {
  return (
    <>
      <p className="smart-summary">
        <strong>{SUMMARIES[smart.verdict]}</strong> <span className="word">{smart.score} of 100</span>
      </p>
      <ul className={wide ? 'smart wide' : 'smart'}>
        {smart.criteria.map((criterion) => (
          <CriterionItem key={criterion.letter} criterion={criterion} smart={smart} onApply={onApply} />
        ))}
      </ul>
    </>
  );
}

function CriterionItem({ criterion, smart, onApply }: SmartPanelProps & { criterion: Criterion }) {
  const { letter, name, verdict, facts, repair, fix } = criterion;
  const Icon = ICONS[verdict];
  return (
    <li className="smart-item">
      <span className="smart-letter" aria-hidden="true">
        {letter}
      </span>
      <div className="smart-body">
        <h3>
          {name}
          <span className="verdict" data-verdict={verdict}>
            <Icon size={14} aria-hidden="true" /> {VERDICTS[verdict]}
          </span>
        </h3>
        {letter === 'A' && <Chance achievable={smart.achievable} />}
        {facts.length > 0 && (
          <ul className="smart-facts">
            {facts.map((fact) => (
              <li key={fact}>{sentence(fact)}</li>
            ))}
          </ul>
        )}
        {repair && (
          <p className="smart-repair">
            <span>{sentence(repair)}</span>
            {fix && onApply && (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`Apply: ${repair}`}
                onClick={() => onApply(fix.field, fix.value)}
              >
                Apply
              </Button>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
