import { AxeBuilder } from '@axe-core/playwright';
import type { Seen } from './browser.ts';

export const NARROW = { width: 320, height: 640 };

/** In the light all of axe's rules, in the dark those of contrast, and what does not fit into a narrow screen. `part`: all but it was looked at. */
export async function barriersOf({ page, complaints }: Seen, part?: string): Promise<unknown[]> {
  const axe = () => {
    const builder = new AxeBuilder({ page });
    // To describe all that is as it should be takes four times as long; without a page more for frames, of which there are none.
    return (part === undefined ? builder : builder.include(part)).options({ resultTypes: ['violations'] }).setLegacyMode();
  };
  const violated = async (rules: AxeBuilder) => (await rules.analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
  await page.emulateMedia({ colorScheme: 'light' });
  const inTheLight = await violated(axe());
  await page.emulateMedia({ colorScheme: 'dark' });
  const inTheDark = await violated(axe().withRules(['color-contrast']));
  const room = page.viewportSize() ?? NARROW;
  await page.setViewportSize(NARROW);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  await page.setViewportSize(room);
  return [...inTheLight, ...inTheDark, ...(width > NARROW.width ? [`is ${width} pixels wide`] : []), ...complaints.splice(0)];
}
