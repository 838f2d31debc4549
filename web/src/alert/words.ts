import type { Alert, AlertChannel } from '../api/types';
import type { Tone } from '../ui/Pill';

/** Channels from the quietest on, as they are offered. */
export const CHANNELS: { value: AlertChannel; label: string; mails: boolean }[] = [
  { value: 'off', label: 'Not at all', mails: false },
  { value: 'page', label: 'On the page', mails: false },
  { value: 'weekly', label: 'Weekly email', mails: true },
  { value: 'daily', label: 'Daily email', mails: true },
  { value: 'mail', label: 'Email at once', mails: true },
];

export const TONES: Record<Alert['tone'], { tone: Tone; word: string }> = {
  good: { tone: 'good', word: 'Good news' },
  bad: { tone: 'warn', word: 'Needs attention' },
  notice: { tone: 'neutral', word: 'To do' },
};

/** What the bell says to who cannot see it. */
export function bellLabel(unseen: number): string {
  if (unseen === 0) return 'Alerts: nothing new';
  return unseen === 1 ? 'Alerts: 1 is new' : `Alerts: ${unseen} are new`;
}

/** What the bell shows: a number that fits. */
export function bellCount(unseen: number): string {
  return unseen > 99 ? '99+' : String(unseen);
}

/** A link of the server in the parts that the router takes: it would escape a query that stands in the path. */
export function linkParts(link: string): { to: string; search: Record<string, string> } {
  const [to = '/', query = ''] = link.split('?', 2);
  return { to, search: Object.fromEntries(new URLSearchParams(query)) };
}

/** The day of an instant in the organisation's zone, to put alerts of one day together: 2026-11-22. */
export function dayOf(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(iso));
}

/** Alerts by the day on which they came, in their order. */
export function byDay(alerts: Alert[], timeZone: string): { day: string; alerts: Alert[] }[] {
  const days: { day: string; alerts: Alert[] }[] = [];
  for (const alert of alerts) {
    const day = dayOf(alert.made_at, timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.alerts.push(alert);
    else days.push({ day, alerts: [alert] });
  }
  return days;
}
