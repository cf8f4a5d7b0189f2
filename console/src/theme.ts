import { createTheme, type MantineColorSchemeManager, type MantineColorsTuple, type ModalProps } from '@mantine/core';

const SPRUCE: MantineColorsTuple = [
  '#e9f5f3',
  '#d3e7e4',
  '#a5cfc9',
  '#74b5ad',
  '#4d9f95',
  '#338f85',
  '#12756b',
  '#0b5d56',
  '#094c46',
  '#053a36',
];
const AMBER: MantineColorsTuple = [
  '#fff6e2',
  '#feebcb',
  '#fbd595',
  '#f8be5b',
  '#f5ab2d',
  '#f3a011',
  '#b86e00',
  '#955800',
  '#774600',
  '#5c3500',
];
/** Dark enough for white words on it. */
const BRICK: MantineColorsTuple = [
  '#fdeceb',
  '#fbd5d3',
  '#f5aaa5',
  '#ee7d76',
  '#e6584f',
  '#d63b32',
  '#b3261e',
  '#a3241b',
  '#861d16',
  '#6b1711',
];
/** From words down to what is behind all; of the same hue as the page in the dark. */
const DUSK: MantineColorsTuple = [
  '#e8edeb',
  '#c5d0cd',
  '#a2b0ac',
  '#7f8f8b',
  '#3a4a46',
  '#2b3835',
  '#1f2c29',
  '#182220',
  '#101716',
  '#0a0f0e',
];
const HUMANIST = 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", "Source Sans 3", sans-serif';

export const theme = createTheme({
  primaryColor: 'spruce',
  primaryShade: { light: 7, dark: 6 },
  colors: { spruce: SPRUCE, amber: AMBER, red: BRICK, dark: DUSK },
  fontFamily: HUMANIST,
  fontFamilyMonospace: 'ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontFamily: HUMANIST, fontWeight: '600' },
  defaultRadius: 'md',
  components: {
    // By its name: dialogs are fetched where there are some.
    Modal: {
      defaultProps: {
        // The lock writes a style element of its own, which the page's policy refuses.
        lockScroll: false,
        transitionProps: { duration: 0 },
        // The page has a banner already.
        attributes: { header: { role: 'presentation' } },
      } satisfies Partial<ModalProps>,
    },
  },
});

/** Light or dark as the browser is: nothing is kept, and the first look waits for no storage. */
export const asTheSystem: MantineColorSchemeManager = {
  get: () => 'auto',
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};
