/** CloudEvents in structured mode (CloudEvents JSON format 1.0.2, section 3); `data` is JSON already. */
export function structuredEvent(attributes: Readonly<Record<string, string>>, data: string): string {
  const event = JSON.stringify({ ...attributes, datacontenttype: 'application/json' });
  return `${event.slice(0, -1)},"data":${data}}`;
}
