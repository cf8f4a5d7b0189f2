import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { theme } from './src/theme.ts';

const FILE = 'virtual:theme-variables.css';

/** The theme's CSS variables as a file, made once at the build: a browser that makes them has its first list later. */
export function themeVariables(): Plugin {
  return {
    name: 'theme-variables',
    resolveId: (id) => (id === FILE ? id : undefined),
    load: (id) => (id === FILE ? convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme))) : undefined),
  };
}
