import { describe, expect, it } from 'vitest';
import { groupsOf, nodeAt, PAGES, pageAt, pagesOf } from './pages';

const all = () => true;
const labels = (role: 'rep' | 'viewer' | 'admin' | 'manager', node = 'person:1') =>
  groupsOf({ role, node, known: all }).map((item) => item.label);

describe('pages by job', () => {
  it('offers each role what is for it', () => {
    expect(labels('rep')).toEqual(['Home', 'Numbers', 'Goals', 'Forecast', 'Understand', 'Act', 'Data']);
    expect(labels('admin')).toEqual([
      'Home',
      'Numbers',
      'Goals',
      'Forecast',
      'Understand',
      'Act',
      'Data',
      'Settings',
    ]);
    expect(labels('viewer')).toEqual(['Home', 'Numbers', 'Goals', 'Understand', 'Act', 'Data']);
    expect(
      pagesOf('act', { role: 'rep', node: 'person:1', known: all }).map((page) => page.to),
    ).not.toContain('/act');
  });

  it('leaves out what the router does not know, and what a product has not', () => {
    const known = (path: string) => path !== '/contests';
    expect(pagesOf('act', { role: 'rep', node: 'person:1', known }).map((page) => page.label)).not.toContain(
      'Contests',
    );
    expect(
      pagesOf('understand', { role: 'rep', node: 'product:P1', known: all }).map((page) => page.label),
    ).not.toContain('Own sheet');
  });

  it('knows to which job an address belongs', () => {
    expect(pageAt('/')?.group).toBe('home');
    expect(pageAt('/act')?.label).toBe('Help');
    expect(pageAt('/act/person:1')?.label).toBe('This week');
    expect(pageAt('/dimensions/product')?.group).toBe('numbers');
    expect(pageAt('/admin/users')?.group).toBe('settings');
    expect(pageAt('/goals/new')?.group).toBe('goals');
    expect(pageAt('/checkins/7')?.group).toBe('act');
    expect(pageAt('/about')).toBeNull();
  });

  it('keeps the node that is looked at', () => {
    expect(nodeAt('/why/team:1', undefined)).toBe('team:1');
    expect(nodeAt('/why/team%3A1', 'person:2')).toBe('team:1');
    expect(nodeAt('/patterns', 'person:2')).toBe('person:2');
    expect(nodeAt('/goals/7', undefined)).toBeUndefined();
  });

  it('has a question for every page, and no page twice', () => {
    expect(PAGES.every((page) => page.question.endsWith('?'))).toBe(true);
    expect(new Set(PAGES.map((page) => page.to)).size).toBe(PAGES.length);
  });
});
