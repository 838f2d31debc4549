/** Short names for the types that are generated from the server's description; `npm run generate` makes those. */
import type { components } from './schema';

type Schemas = components['schemas'];

export interface Page<T> {
  items: T[];
  next_cursor?: string;
}

export type Session = Schemas['Session'];
export type Organisation = Schemas['Organisation'];
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
export type ReceiptTerm = Schemas['Term'];
export type ReceiptHistory = Schemas['History'];
export type ReceiptRates = Schemas['ReceiptRates'];
export type Target = Schemas['Target'];
export type SuggestionList = Schemas['SuggestionList'];
export type Suggestion = Schemas['Suggestion'];
export type Stretch = Schemas['Stretch'];
export type Batch = Schemas['Batch'];
export type QuarantinedRow = Schemas['Row'];
export type Close = Schemas['Close'];
export type ClosePreview = Schemas['ClosePreview'];
export type Late = Schemas['Late'];
export type BriefOutlook = Schemas['BriefOutlook'];
export type Outlook = Schemas['Outlook'];
export type Alert = Schemas['Alert'];
export type AlertPage = Schemas['Alerts'];
export type AlertPreferences = Schemas['AlertPreferences'];
export type AlertPreferencesDraft = Schemas['AlertPreferencesRequest'];
export type AlertChannel = Schemas['AlertKind']['channel'];
export type MailState = Schemas['Mail'];
export type MailSent = Schemas['MailSent'];
export type Calibration = Schemas['Calibration'];
export type OutlookPart = Schemas['Part'];
export type Pipeline = Schemas['Pipeline'];
export type DealOutlook = Schemas['DealOutlook'];
export type Course = Schemas['Course'];
export type CourseMonth = Schemas['CourseMonth'];
export type AheadMonth = Schemas['AheadMonth'];
export type Gap = Schemas['Gap'];
export type GapChain = Schemas['GapChain'];
export type GapBridge = Schemas['GapBridge'];
export type GapDimension = Schemas['GapDimension'];
export type GapRef = Schemas['GapRef'];
export type Movement = Schemas['Movement'];
export type MovementPart = Schemas['MovementPart'];
export type MovementPiece = Schemas['MovementPiece'];
export type MovementChange = Schemas['MovementChange'];
export type CatchUp = Schemas['CatchUp'];
export type Lever = Schemas['Lever'];
export type PlanStep = Schemas['PlanStep'];
export type FollowUp = Schemas['FollowUp'];
export type Proposal = Schemas['Proposal'];
export type Contribution = Schemas['Contribution'];
export type Effect = Schemas['Effect'];
export type User = Schemas['User'];
export type Token = Schemas['Token'];
export type Home = Schemas['Home'];
export type HomePerson = Schemas['HomePerson'];
export type HomeDecision = Schemas['HomeDecision'];
export type HomeWork = Schemas['HomeWork'];
export type Problem = Pick<Schemas['Problem'], 'title' | 'status' | 'detail' | 'errors'>;

/** What the server writes is whole; only what it reads may leave fields out, and the schema has one type for both. */
type Whole<T> = T extends (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<Exclude<T[Key], undefined>> }
    : T;

export type Metric = Schemas['Metric'];
export type CustomMetric = Whole<Schemas['CustomMetric']>;
export type MetricFields = Schemas['MetricFields'];
export type MetricTrial = Schemas['MetricOutcome'];
export type MetricVersion = Whole<Schemas['MetricVersion']>;

export type GoalInput = Whole<Schemas['GoalInput']>;
export type GoalChange = NonNullable<GoalInput['change']>;
export type GoalGuard = GoalInput['guards'][number];
export type Check = Whole<Schemas['Advice']>;
export type Understanding = Whole<Schemas['Understanding']>;
export type Phrase = Schemas['Phrase'];
export type Question = Schemas['Question'];
export type Smart = Schemas['Smart'];
export type Criterion = Schemas['Criterion'];
export type Achievable = Schemas['Achievable'];
export type Goal = Whole<Schemas['Goal']>;
export type GoalVersion = Goal['versions'][number];
export type GoalEvent = Schemas['GoalEvent'];
export type Standing = Schemas['Standing'];
export type Step = Schemas['Step'];
export type Progress = Schemas['GoalProgress'];
export type GuardStanding = Schemas['Guard'];

export type Unit = Metric['unit'];
export type Direction = Metric['direction'];
export type Aim = GoalInput['aim'];
export type Each = GoalInput['each'];
export type Rates = GoalInput['rates'];
export type Denominator = GoalInput['denominator'];
export type Verdict = Criterion['verdict'];
export type Band = Achievable['band'];
export type GoalState = Goal['state'];
export type Result = Standing['result'];
export type Status = BriefOutlook['status'];
export type Move = Goal['may'][number];
export type Role = Session['user']['role'];
export type Curve = Burnup['curve'];
export type Weekday = Organisation['working_days'][number];
export type BatchState = Batch['state'];

export type Board = Schemas['Board'];
export type BoardLine = Schemas['BoardLine'];
export type BoardFigures = Schemas['BoardFigures'];
export type Call = Schemas['Call'];
export type CallInterval = Schemas['CallInterval'];
export type CallMovement = Schemas['CallMovement'];
export type CallChange = Schemas['CallChange'];
export type CallAccuracy = Schemas['CallAccuracy'];
export type CallRecord = Schemas['CallRecord'];
export type CallTrend = Schemas['CallTrend'];
export type CallStand = Schemas['CallStand'];
export type Prospect = Schemas['Prospect'];
export type ShadowView = Schemas['Shadow'];
export type ShadowMatch = Schemas['ShadowMatch'];
export type ShadowSum = Schemas['ShadowSum'];

export type Funnel = Whole<Schemas['Funnel']>;
export type FunnelStep = Funnel['steps'][number];
export type FunnelRate = FunnelStep['rate'];
export type FunnelVerdict = FunnelStep['against_peers'];
export type Fairness = Whole<Schemas['Fairness']>;
export type Ends = Whole<Schemas['Ends']>;
export type MarketMonth = Schemas['MarketMonth'];
export type MetricCurve = Schemas['Curve'];
export type PlanCurve = MetricCurve['curve'];
export type Patterns = Whole<Schemas['Patterns']>;
export type Finding = Patterns['findings'][number];
export type Tradeoffs = Whole<Schemas['Tradeoffs']>;
export type Trade = Tradeoffs['trades'][number];
export type Guardrail = Tradeoffs['guards'][number];

export type Checkins = Schemas['Checkins'];
export type Checkin = Schemas['Checkin'];
export type CheckinPair = Schemas['CheckinPair'];
export type CheckinItem = Schemas['CheckinItem'];
export type AgendaLine = Schemas['AgendaLine'];
export type Commitment = Schemas['Commitment'];
export type Rhythm = Schemas['Rhythm'];
export type Programme = Schemas['Programme'];
export type ProgrammeEffect = Schemas['ProgrammeEffect'];

export type Contest = Schemas['Contest'];
export type ContestDetail = Schemas['ContestDetail'];
export type ContestText = Schemas['ContestText'];
export type ContestCheck = Schemas['ContestCheck'];
export type ContestLine = Schemas['ContestLine'];
export type ContestStanding = Schemas['ContestStanding'];
export type ContestRehearsal = Schemas['ContestRehearsal'];
export type Scorecard = Schemas['Scorecard'];
export type ScorecardCard = Schemas['ScorecardCard'];
export type ScorecardLine = Schemas['ScorecardLine'];
export type ScorecardMember = Schemas['ScorecardMember'];
export type ScorecardMembers = Schemas['ScorecardMembers'];
export type ScorecardDriver = Schemas['ScorecardDriver'];
export type ScorecardTrend = Schemas['ScorecardTrend'];
export type ScorecardPoint = Schemas['ScorecardPoint'];
export type ScorecardProposal = Schemas['ScorecardProposal'];
export type ScorecardList = Schemas['ScorecardList'];
export type ScorecardRow = Schemas['ScorecardRow'];
