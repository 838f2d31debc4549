import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad';

const ICONS = { good: IconCheck, warn: IconAlertTriangle, bad: IconX };

/** One word about something; only a verdict has a colour, and never without its icon. */
export function Pill({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  const Icon = tone === 'neutral' ? null : ICONS[tone];
  return (
    <span className="pill" data-tone={tone}>
      {Icon && <Icon size={13} stroke={2.2} aria-hidden="true" />}
      {children}
    </span>
  );
}
