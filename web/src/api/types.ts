/** Short names for the types that are generated from the server's description; `npm run generate` makes those. */
import type { components } from './schema';

type Schemas = components['schemas'];

export interface Page<T> {
  items: T[];
  next_cursor?: string;
}

export type Session = Schemas['Session'];
export type Organisation = Schemas['Organisation'];
export type Metric = Schemas['Metric'];
export type Period = Schemas['Period'];
export type PeriodList = Schemas['PeriodList'];
export type NodeRef = Schemas['NodeRef'];
export type OrgNode = Schemas['Node'];
export type Figures = Schemas['Figures'];
export type AttainmentPage = Schemas['AttainmentList'];
export type Burnup = Schemas['Burnup'];
export type BurnupPoint = Schemas['Point'];
export type Breakdown = Schemas['Breakdown'];
export type Receipt = Schemas['Receipt'];
export type Credit = Schemas['Credit'];
export type Target = Schemas['Target'];
export type Batch = Schemas['Batch'];
export type QuarantinedRow = Schemas['Row'];
export type User = Schemas['User'];
export type Token = Schemas['Token'];
export type Problem = Pick<Schemas['Problem'], 'title' | 'status' | 'detail' | 'errors'>;

export type Role = Session['user']['role'];
export type Unit = Figures['unit'];
export type Curve = Burnup['curve'];
export type Weekday = Organisation['working_days'][number];
export type BatchState = Batch['state'];
