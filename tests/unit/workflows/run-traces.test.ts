import { defaultPayloadConverter } from '@temporalio/common';
import { interceptors } from '../../../workflows/run-traces.ts';
import { TRACE_HEADER } from '../../../workflows/messages.ts';
import { unreadable } from '../../../workflows/unreadable.ts';

const causeIn = (trace: string) => ({ actor: 'api', requestId: `req-${trace}`, traceparent: `00-${trace.repeat(32)}-b7ad6b7169203331-01` });
const header = (content: string) => ({ [TRACE_HEADER]: defaultPayloadConverter.toPayload(content) });

/** A run and what it hands on: `pass` gives the headers with which a call goes on. */
function run() {
  const { inbound: [inbound] = [], outbound: [outbound] = [] } = interceptors();
  if (!inbound || !outbound) throw new Error('nothing stands around the run');
  const pass = (method: string, input: object) => {
    const handler = ({ ...inbound, ...outbound } as Record<string, (input: object, next: (input: object) => unknown) => unknown>)[method];
    return handler?.(input, (passed) => passed) as { headers: object } & Record<string, unknown>;
  };
  const step = (cause?: object) => pass('scheduleLocalActivity', { args: [{ orderId: 'o', cause }], headers: {} }).headers;
  return { pass, step };
}

describe('a run', () => {
  it('hands the trace that it was started with on to its steps', () => {
    const { pass, step } = run();
    pass('execute', { args: [{ id: 'o', cause: causeIn('a') }], headers: header('start') });
    expect(step(causeIn('a'))).toEqual(header('start'));
  });

  it('hands that of the message on to which a step owes itself, however far apart they are', () => {
    const { pass, step } = run();
    pass('execute', { args: [{ id: 'o', cause: causeIn('a') }], headers: header('start') });
    pass('handleUpdate', { args: [{ cause: causeIn('b') }], headers: header('cancel') });
    pass('handleSignal', { args: [{ shipmentId: 's', cause: causeIn('c') }], headers: header('tracking') });
    expect(['a', 'b', 'c', 'd'].map((trace) => step(causeIn(trace)))).toEqual([header('start'), header('cancel'), header('tracking'), {}]);
  });

  it('of no request hands on what it came with', () => {
    const { pass, step } = run();
    pass('execute', { args: [], headers: header('schedule') });
    expect(step()).toEqual(header('schedule'));
  });

  it.each(['scheduleActivity', 'scheduleLocalActivity', 'signalWorkflow', 'continueAsNew'])('hands it on by %s', (method) => {
    const { pass } = run();
    pass('execute', { args: [{ cause: causeIn('a') }], headers: header('start') });
    expect(pass(method, { args: [{ cause: causeIn('a') }], headers: { other: 1 } }).headers).toEqual({ other: 1, ...header('start') });
  });

  it('hands it on to a child', () => {
    const { pass } = run();
    pass('execute', { args: [{ cause: causeIn('a') }], headers: header('start') });
    const child = pass('startChildWorkflowExecution', { options: { args: [{ cause: causeIn('a') }] }, headers: {} });
    expect(child.headers).toEqual(header('start'));
  });

  it('changes nothing where nothing is traced', () => {
    const { pass, step } = run();
    pass('execute', { args: [{ cause: causeIn('a') }], headers: {} });
    expect(step(causeIn('a'))).toEqual({});
  });

  it.each([undefined, null, 'text', 5, { cause: null }, { cause: 'x' }, { cause: { traceparent: 7 } }])(
    'takes a message of anybody: %j',
    (message) => {
      expect(() => run().pass('handleSignal', { args: [message], headers: header('x') })).not.toThrow();
    },
  );

  it('takes a message that nobody can decode', () => {
    const message = unreadable(new Error('garbled'));
    expect(() => run().pass('handleSignal', { args: [message], headers: header('x') })).not.toThrow();
  });

  it('names request, order and trace in what it logs', () => {
    const { pass } = run();
    pass('execute', { args: [{ id: 'o', cause: causeIn('a') }], headers: {} });
    expect(pass('getLogAttributes', { runId: 'r' })).toEqual({
      runId: 'r',
      orderId: 'o',
      requestId: 'req-a',
      trace_id: 'a'.repeat(32),
      span_id: 'b7ad6b7169203331',
    });
  });
});
