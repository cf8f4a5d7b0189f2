import type {
  Headers,
  WorkflowInboundCallsInterceptor,
  WorkflowInterceptors,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { TRACE_HEADER } from './messages.ts';
import { membersOf } from './read-messages.ts';

/** Loaded by its path into each run. Issues no command and draws no random number: histories replay the same with traces or without. */
export function interceptors(): WorkflowInterceptors {
  const traces = new RunTraces();
  return { inbound: [traces], outbound: [traces] };
}

interface Call {
  readonly args: unknown[];
  readonly headers: Headers;
}

/**
 * Hands the trace of each request that reached the run on to the steps that follow from it. A step says by its `cause` which request
 * that is; the trace itself is in the header that the request's start, signal or update came with, and goes through unread.
 */
class RunTraces implements WorkflowInboundCallsInterceptor, WorkflowOutboundCallsInterceptor {
  readonly #headers = new Map<string, Headers[string]>();
  #logged: Record<string, unknown> = {};

  execute: NonNullable<WorkflowInboundCallsInterceptor['execute']> = (input, next) => {
    this.#logged = logFieldsOf(input.args);
    this.#remember(input);
    return next(input);
  };

  handleSignal: NonNullable<WorkflowInboundCallsInterceptor['handleSignal']> = (input, next) => {
    this.#remember(input);
    return next(input);
  };

  handleUpdate: NonNullable<WorkflowInboundCallsInterceptor['handleUpdate']> = (input, next) => {
    this.#remember(input);
    return next(input);
  };

  scheduleActivity: NonNullable<WorkflowOutboundCallsInterceptor['scheduleActivity']> = (input, next) => next(this.#traced(input));

  scheduleLocalActivity: NonNullable<WorkflowOutboundCallsInterceptor['scheduleLocalActivity']> = (input, next) =>
    next(this.#traced(input));

  startChildWorkflowExecution: NonNullable<WorkflowOutboundCallsInterceptor['startChildWorkflowExecution']> = (input, next) =>
    next({ ...input, headers: this.#headersFor(input.options.args, input.headers) });

  signalWorkflow: NonNullable<WorkflowOutboundCallsInterceptor['signalWorkflow']> = (input, next) => next(this.#traced(input));

  continueAsNew: NonNullable<WorkflowOutboundCallsInterceptor['continueAsNew']> = (input, next) => next(this.#traced(input));

  getLogAttributes: NonNullable<WorkflowOutboundCallsInterceptor['getLogAttributes']> = (input, next) =>
    next({ ...input, ...this.#logged });

  #remember({ args, headers: { [TRACE_HEADER]: header } }: Call): void {
    if (header) this.#headers.set(traceIdIn(args), header);
  }

  #traced<Input extends Call>(input: Input): Input {
    return { ...input, headers: this.#headersFor(input.args, input.headers) };
  }

  #headersFor(args: readonly unknown[], headers: Headers): Headers {
    const header = this.#headers.get(traceIdIn(args));
    return header ? { ...headers, [TRACE_HEADER]: header } : headers;
  }
}

/** Of the request that a call follows from; empty where it names none. */
function traceIdIn([input]: readonly unknown[]): string {
  const { traceparent } = membersOf(membersOf(input)['cause']);
  return typeof traceparent === 'string' ? traceparent.slice(3, 35) : '';
}

/** In every line of the run's log, beside the ids of workflow and run that the SDK adds. */
function logFieldsOf([input]: readonly unknown[]): Record<string, unknown> {
  const { id, orderId = id, cause } = membersOf(input);
  const { requestId, traceparent = '' } = membersOf(cause);
  const [, trace_id, span_id] = String(traceparent).split('-');
  return { orderId, requestId, trace_id, span_id };
}
