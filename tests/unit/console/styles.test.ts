import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.join(import.meta.dirname, '../../../console/src');
/** What draws nothing of its own, or by the styles of Input. */
const WITHOUT = new Set(['createTheme', 'MantineProvider', 'NativeSelect', 'Textarea', 'TextInput']);

it("each of Mantine's components that is used has its styles", () => {
  const styles = readFileSync(path.join(SOURCES, 'mantine.css'), 'utf8');
  const sources = globSync('**/*.{ts,tsx}', { cwd: SOURCES }).map((file) => readFileSync(path.join(SOURCES, file), 'utf8'));
  const imports = sources.flatMap((source) =>
    [...source.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names = '']) => names.split(',')),
  );
  const components = new Set(
    imports.map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('type ') && !WITHOUT.has(name)),
  );
  expect(components.size).toBeGreaterThan(5);
  expect([...components].filter((name) => !styles.includes(`/${name}.css`))).toEqual([]);
});
