import { SpanKind } from '@opentelemetry/api';
import { withInnerSpan } from '../platform/spans.ts';
import type { Partner } from './breaker.ts';

/** The same port, each of its calls a span: what a partner of any make was asked, and how long it took. */
export function withPartnerSpans<Port extends object>(port: Port, partner: Partner): Port {
  const options = () => ({ kind: SpanKind.CLIENT, attributes: { 'peer.service': partner } });
  return new Proxy(port, {
    get(target, operation) {
      const member: unknown = Reflect.get(target, operation);
      if (typeof member !== 'function') return member;
      const name = () => `${partner} ${String(operation)}`;
      return (...args: unknown[]) => withInnerSpan(name, options, async () => member.apply(target, args));
    },
  });
}
