import type { DescField, DescMessage } from '@bufbuild/protobuf';

/**
 * Where the fields of a message name what a fault points at: `/items/0/priceCents` is `items[0].price_cents`, `?createdAfter` is
 * `created_after`, `?metadata.cart` is `metadata[cart]`. Names of metadata stay as they are.
 */
export function fieldPath(message: DescMessage, pointer: string): string {
  const steps = stepsOf(pointer);
  if (steps.length === 0) return pointer.toLowerCase();
  let within: DescMessage | undefined = message;
  let path = '';
  for (const step of steps) {
    const field: DescField | undefined = within?.fields.find(({ jsonName }) => jsonName === step);
    // A place in a list, a key of a map.
    if (!field) path += `[${step.replaceAll('~1', '/').replaceAll('~0', '~')}]`;
    else path += path === '' ? field.name : `.${field.name}`;
    if (field) within = field.message;
  }
  return path;
}

function stepsOf(pointer: string): string[] {
  if (!pointer.startsWith('?')) return pointer.split('/').slice(1);
  const [outer = '', ...inner] = pointer.slice(1).split('.');
  return inner.length > 0 ? [outer, inner.join('.')] : [outer];
}
