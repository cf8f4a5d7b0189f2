/** Markup of an SVG, put together from text. */
export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(value)}"`);
  return content.length === 0 ? `<${name}${given.join('')}/>` : `<${name}${given.join('')}>${content.join('')}</${name}>`;
}

export const text = (x: number, y: number, content: string, attributes: Attributes = {}): string =>
  element('text', { x, y, ...attributes }, escaped(content));

/** On white, so that it can be read on a dark page, too. */
export function picture(width: number, height: number, content: readonly string[]): string {
  const style = { 'font-family': 'system-ui, sans-serif', 'font-size': 11, fill: '#333' };
  const paper = element('rect', { width, height, fill: '#fff' });
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${round(width)} ${round(height)}`, ...style }, paper, ...content)}\n`;
}

/** Told apart by people who see fewer colours, too (Okabe and Ito). */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#8c6d31', '#7f7f7f', '#b8a800', '#000000'];
export const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? '#000';

/** About as many letters as fit. */
export function cut(content: string, width: number): string {
  const most = Math.floor(width / LETTER);
  return content.length <= most ? content : `${content.slice(0, Math.max(0, most - 1))}…`;
}

/** The mean width of a letter at that size. */
export const LETTER = 6.6;

const round = (value: number) => Math.round(value * 10) / 10;

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
