/** Every colour of the page, by theme. A unit test holds them to their contrast and to colour-vision simulation. */
export interface Palette {
  page: string;
  card: string;
  ink: string;
  muted: string;
  accent: string;
  onAccent: string;
  error: string;
  line: string;
  track: string;
  /** Deviation bars; their direction says the same, so colour never speaks alone. */
  above: string;
  below: string;
  /** Pills with a verdict, text on ground; an icon and a word say the same. */
  ahead: string;
  aheadGround: string;
  good: string;
  goodGround: string;
  warn: string;
  warnGround: string;
  bad: string;
  badGround: string;
}

export const light: Palette = {
  page: '#f6f7f9',
  card: '#ffffff',
  ink: '#141922',
  muted: '#566074',
  accent: '#1d5fd1',
  onAccent: '#ffffff',
  error: '#b42318',
  line: '#e3e6ec',
  track: '#eceff3',
  above: '#1d5fd1',
  below: '#b45309',
  ahead: '#0f5f8f',
  aheadGround: '#dceefa',
  good: '#1a6b55',
  goodGround: '#dcf3ea',
  warn: '#8a5200',
  warnGround: '#fdedd0',
  bad: '#a8321a',
  badGround: '#fce3dc',
};

export const dark: Palette = {
  page: '#101218',
  card: '#181b22',
  ink: '#e6e8ee',
  muted: '#a3abbb',
  accent: '#6ea8ff',
  onAccent: '#101218',
  error: '#ffa08a',
  line: '#2b303b',
  track: '#2b303b',
  above: '#6ea8ff',
  below: '#f2a65a',
  ahead: '#9bd4f7',
  aheadGround: '#12354b',
  good: '#8fe0c3',
  goodGround: '#10382d',
  warn: '#ffd08a',
  warnGround: '#432d07',
  bad: '#ffb19c',
  badGround: '#4b1d11',
};
