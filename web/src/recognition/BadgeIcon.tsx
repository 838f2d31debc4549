import {
  IconArrowBackUp,
  IconCalendarStar,
  IconFlag,
  IconFlame,
  IconMedal,
  IconShieldCheck,
  IconTrendingUp,
} from '@tabler/icons-react';
import type { Badge } from './queries';

const ICONS = {
  milestone: IconFlag,
  first: IconMedal,
  best_month: IconCalendarStar,
  streak: IconFlame,
  improved: IconTrendingUp,
  guarded: IconShieldCheck,
  comeback: IconArrowBackUp,
};

/** The shape says the kind; the title beside it says it in words. */
export function BadgeIcon({ kind, size = 20 }: { kind: Badge['kind']; size?: number | string }) {
  const Shape = ICONS[kind];
  return <Shape size={size} stroke={1.8} aria-hidden="true" className="badge-icon" />;
}
