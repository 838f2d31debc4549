import { type Icon, IconAlertTriangle, IconCheck, IconChevronsUp, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'ahead' | 'good' | 'warn' | 'bad';

const ICONS = { ahead: IconChevronsUp, good: IconCheck, warn: IconAlertTriangle, bad: IconX };

interface PillProps {
  tone?: Tone;
  /** Instead of the tone's own. */
  icon?: Icon;
  children: ReactNode;
}

/** One word about something; only a verdict has a colour, and never without its icon. */
export function Pill({ tone = 'neutral', icon, children }: PillProps) {
  const Shape = icon ?? (tone === 'neutral' ? null : ICONS[tone]);
  return (
    <span className="pill" data-tone={tone}>
      {Shape && <Shape size={13} stroke={2.2} aria-hidden="true" />}
      {children}
    </span>
  );
}
