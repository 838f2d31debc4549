import { describe, expect, it } from 'vitest';
import type { CatchUp, FollowUp, Proposal } from '../api/types';
import { chain, change, groups, lastDays, planSentence, proposalSentence, targetHint, why } from './words';

const plan = {
  state: 'out_of_reach',
  why: '',
  gap: '300000',
  short: '50000',
  days: 40,
  as_of: '2026-08-02',
  last_lead: '2026-07-20',
  last_deal: '2026-09-01',
  need: {
    deals: 60,
    opportunities: '240',
    leads: '600',
    activities: '6000',
    per_day: '150',
    won_in_time: '0.25',
    leads_in_time: '0.4',
  },
  rates: { activities_per_day: '100', capacity_per_day: '125' },
} as unknown as CatchUp;

describe('a plan', () => {
  it('says what is missing and what stays out of reach', () => {
    expect(planSentence(plan, 'EUR')).toMatch(/300,000.*50,000.*out of reach.*40 working days/);
    expect(planSentence({ ...plan, state: 'no_gap' }, 'EUR')).toContain('Nothing to catch up');
    expect(planSentence({ ...plan, state: 'unknown', why: 'There is no target.' }, 'EUR')).toBe(
      'There is no target.',
    );
  });

  it('says which day is the last for leads and for opportunities', () => {
    expect(lastDays(plan)).toMatch(/New leads come too late.*New opportunities help until/);
    expect(lastDays({ ...plan, last_lead: null, last_deal: null })).toBe('');
  });

  it('goes from deals to a day of work, and leaves out what is not kept', () => {
    expect(chain(plan).map((step) => step.value)).toEqual(['60', '240', '600', '6,000', '150']);
    const need = plan.need && { ...plan.need, leads: '0', activities: '0' };
    expect(chain({ ...plan, need }).map((step) => step.label)).toEqual(['Deals', 'Opportunities']);
  });

  it('shows each lever in its own unit', () => {
    expect(change({ kind: 'activities', from: '14', to: '18.2' }, 'EUR')).toBe('14 → 18 a day');
    expect(change({ kind: 'win_rate', from: '0.2', to: '0.25' }, 'EUR')).toMatch(/20\s?% → 25\s?%/);
    expect(change({ kind: 'earlier', from: '0', to: '0.4' }, 'EUR')).toBe('1 deal');
  });
});

describe('a follow-up', () => {
  const base = { short: 5, of: 6, below: '0.97', usual: '0.6', peers_short: '0.7', potential: null, hard: 0 };

  it('tells the target from the person', () => {
    const of = (label: string, more = {}) => why({ ...base, label, ...more } as unknown as FollowUp);
    expect(of('consistent_shortfall')).toMatch(/5 of the last 6.*97/);
    expect(of('quota_problem')).toContain('it is the target, not the person');
    expect(of('quota_problem', { peers_short: '0.3', potential: '0.6' })).toContain('it is the territory');
    expect(of('quota_problem', { peers_short: '0.5' })).toContain('usually short too');
    expect(of('too_early', { of: 1 })).toContain('1 period counts');
  });

  it('says the step and what counts as reached', () => {
    const p = {
      kind: 'practise',
      type: 'demo',
      driver: 'win_rate',
      weeks: 4,
      weekly: '2',
      usually: '1',
      value: '6',
    };
    expect(proposalSentence(p as unknown as Proposal, 'EUR')).toMatch(
      /win rate.*2 demos a week for 4 weeks instead of 1; from 6 in all it is reached/,
    );
  });

  it('parts people by what is called for, and loses nobody', () => {
    const person = (label: string, decision: unknown = null) => ({ label, decision }) as unknown as FollowUp;
    const all = [
      person('consistent_shortfall'),
      person('watch'),
      person('quota_problem'),
      person('quota_problem', { state: 'accepted' }),
      person('fine'),
      person('too_early'),
    ];
    const { help, targets, others } = groups(all);
    expect(help).toEqual([all[0], all[1], all[3]]);
    expect(targets).toEqual([all[2]]);
    expect(others).toEqual([all[4], all[5]]);
  });

  it('blames the plan when many targets are hard, and not for two', () => {
    expect(targetHint(21, 44)).toContain('21 of 44');
    expect(targetHint(2, 4)).not.toContain('2 of 4');
    expect(targetHint(5, 44)).not.toContain('5 of 44');
  });
});
