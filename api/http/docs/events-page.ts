import type { AsyncApiDocument } from '../asyncapi.ts';
import { escaped, htmlPage } from '../html-page.ts';

interface Member {
  readonly type?: string;
  readonly format?: string;
  readonly const?: string;
  readonly description?: string;
  readonly $ref?: string;
}

/** The AsyncAPI document for people. */
export function eventsPage({ info, channels, components }: AsyncApiDocument): string {
  const { headers, payload, examples } = components.messages.OrderEvent;
  const { parameters, address } = channels.orderEvents;
  const subjects = parameters.change.enum.map((change) => `<li>${code(address.replace('{change}', change))}</li>`);
  const { properties } = components.schemas[nameOf(payload)] as { properties: Readonly<Record<string, Member>> };
  const example = examples.map((shown) => `<pre>${escaped(JSON.stringify(shown, null, 2))}</pre>`);
  const parts = [
    `<p>${escaped(info.description)} As a document for machines: <a href="../asyncapi.json">asyncapi.json</a>.</p>`,
    section('Subjects', `<ul>${subjects.join('')}</ul>`),
    section('Headers', membersOf(headers.properties)),
    section('Body', membersOf(properties)),
    section('Example', example.join('')),
  ];
  return htmlPage({ title: info.title, body: parts.join('\n    '), head: '<style>html body{max-width:48rem}pre{overflow-x:auto}</style>' });
}

function section(title: string, body: string): string {
  return `<h2>${title}</h2>\n    ${body}`;
}

function membersOf(properties: Readonly<Record<string, Member>>): string {
  const items = Object.entries(properties).map(
    ([name, member]) => `<dt>${code(name)} ${escaped(kindOf(member))}</dt><dd>${told(member)}</dd>`,
  );
  return `<dl>${items.join('\n    ')}</dl>`;
}

function kindOf({ type, format, const: only, $ref }: Member): string {
  if (only !== undefined) return `always ${only}`;
  if ($ref !== undefined) return nameOf({ $ref });
  return [type, format && `(${format})`].filter(Boolean).join(' ');
}

function told({ description }: Member): string {
  return escaped(description ?? '').replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

function nameOf({ $ref }: { readonly $ref: string }): string {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}
