import { createTheme, Modal, type MantineColorsTuple } from '@mantine/core';

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
const HUMANIST = 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", "Source Sans 3", sans-serif';

export const theme = createTheme({
  primaryColor: 'spruce',
  primaryShade: { light: 7, dark: 6 },
  colors: { spruce: SPRUCE, amber: AMBER },
  fontFamily: HUMANIST,
  fontFamilyMonospace: 'ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontFamily: HUMANIST, fontWeight: '600' },
  defaultRadius: 'md',
  // The lock writes a style element of its own, which the page's policy refuses.
  components: { Modal: Modal.extend({ defaultProps: { lockScroll: false, transitionProps: { duration: 0 } } }) },
});
