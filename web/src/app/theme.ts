import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core';
import { dark, light, type Palette } from './palette';

const accent: MantineColorsTuple = [
  '#edf3ff',
  '#d7e4fd',
  '#aec8f8',
  dark.accent,
  '#4f8bee',
  '#2f70de',
  light.accent,
  '#184fb0',
  '#133f8d',
  '#0e2f6a',
];

/** Mantine reads its dark surfaces from these ten: 0 text, 2 dimmed, 4 borders, 6 fields, 7 page. */
const darkTuple: MantineColorsTuple = [
  dark.ink,
  '#c6cbd6',
  dark.muted,
  '#8b94a6',
  '#3d4453',
  dark.line,
  dark.card,
  dark.page,
  '#0c0e13',
  '#08090d',
];

const grayTuple: MantineColorsTuple = [
  '#f6f7f9',
  light.track,
  light.line,
  '#d5d9e1',
  '#c3c9d4',
  '#8d96a7',
  light.muted,
  '#454e60',
  '#2c3444',
  light.ink,
];

/** Where menus and lists are put; in `<main>`. */
export const OVERLAYS_ID = 'overlays';

const dialogProps = {
  closeButtonProps: { 'aria-label': 'Close', size: 'md' },
  // The head of a dialog is a <header>, which would count as a second banner of the page.
  attributes: { header: { role: 'presentation' } },
};

export const theme = createTheme({
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
    },
  },
  colors: { accent, dark: darkTuple, gray: grayTuple },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  // White on the light accent of the dark theme would be unreadable.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const isAccent = !input.color || input.color === 'accent';
    return input.variant === 'filled' && isAccent ? { ...colors, color: 'var(--attain-on-accent)' } : colors;
  },
  defaultRadius: 'md',
  black: light.ink,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    // Menus and lists open inside the main landmark, where readers of landmarks find them.
    Popover: { defaultProps: { portalProps: { target: `#${OVERLAYS_ID}` } } },
    // A list stays with its box when the page moves under it: hidden, it would look as if nothing had been found.
    Combobox: { defaultProps: { hideDetached: false } },
    // The placeholder is a focusable element that a menu may not hold; the first item takes the focus instead.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { centered: true, ...dialogProps } },
    Drawer: { defaultProps: dialogProps },
    Select: {
      defaultProps: {
        allowDeselect: false,
        checkIconPosition: 'right',
        // The list itself scrolls: a scroll area around it could not be reached by keyboard.
        withScrollArea: false,
        classNames: { options: 'options' },
      },
    },
  },
});

export function variables(palette: Palette): Record<string, string> {
  return {
    '--mantine-color-body': palette.page,
    '--mantine-color-text': palette.ink,
    '--mantine-color-dimmed': palette.muted,
    '--mantine-color-error': palette.error,
    '--mantine-color-placeholder': palette.muted,
    '--mantine-color-anchor': palette.accent,
    '--attain-card': palette.card,
    '--attain-ink': palette.ink,
    '--attain-muted': palette.muted,
    '--attain-accent': palette.accent,
    '--attain-on-accent': palette.onAccent,
    '--mantine-primary-color-contrast': palette.onAccent,
    '--attain-line': palette.line,
    '--attain-track': palette.track,
    '--attain-above': palette.above,
    '--attain-below': palette.below,
    '--attain-ahead': palette.ahead,
    '--attain-ahead-ground': palette.aheadGround,
    '--attain-good': palette.good,
    '--attain-good-ground': palette.goodGround,
    '--attain-warn': palette.warn,
    '--attain-warn-ground': palette.warnGround,
    '--attain-bad': palette.bad,
    '--attain-bad-ground': palette.badGround,
  };
}

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variables(light),
  dark: variables(dark),
});
