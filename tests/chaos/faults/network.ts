import type { Toxic } from '../../support/toxiproxy.ts';
import type { Fault } from '../fault.ts';
import type { Injection } from './world.ts';

/** Each round trip takes a second, give or take half of it: more than a query, less than a time-out (ms). */
const SLOW: Toxic = { type: 'latency', stream: 'downstream', attributes: { latency: 1000, jitter: 500 } };
/** Bytes vanish and the connection stays open: what a firewall does that forgot it. */
const SILENCE = (stream: Toxic['stream']): Toxic => ({ type: 'timeout', stream, attributes: { timeout: 0 } });

/** A connection that is cut and cannot be made anew, is slow, or is open at both ends with nothing getting through. */
export const network: Injection<Fault & { family: 'network' }> = async ({ edge, how }, { toxiproxy }) => {
  switch (how) {
    case 'cut':
      return toxiproxy.cut(edge);
    case 'slow':
      return toxiproxy.poison(edge, SLOW);
    case 'half_open': {
      const liftUpstream = await toxiproxy.poison(edge, SILENCE('upstream'));
      const liftDownstream = await toxiproxy.poison(edge, SILENCE('downstream')).catch(async (error: unknown) => {
        await liftUpstream();
        throw error;
      });
      return async () => void (await Promise.all([liftUpstream(), liftDownstream()]));
    }
  }
};

/** The API does the work, and a share of its callers never hears of it. */
export const answers: Injection<Fault & { family: 'answers' }> = async ({ share }, { toxiproxy }) =>
  toxiproxy.poison('callers-api', { type: 'timeout', stream: 'downstream', attributes: { timeout: 200 }, toxicity: share });
