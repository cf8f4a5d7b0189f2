import type { Toxic } from '../../support/toxiproxy.ts';
import type { Fault } from '../fault.ts';
import type { Injection, Lift } from './world.ts';

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
    case 'half_open':
      return all((['upstream', 'downstream'] as const).map((stream) => () => toxiproxy.poison(edge, SILENCE(stream))));
  }
};

/** The API does the work, and a share of its callers never hears of it, whichever way they came. */
export const answers: Injection<Fault & { family: 'answers' }> = async ({ share }, { toxiproxy, topology }) => {
  const lost: Toxic = { type: 'timeout', stream: 'downstream', attributes: { timeout: 200 }, toxicity: share };
  const callersEdges = topology.edges.filter((edge) => edge.startsWith('callers-'));
  return all(callersEdges.map((edge) => () => toxiproxy.poison(edge, lost)));
};

/** What was begun is taken back when the rest of it cannot be done. */
async function all(begin: readonly (() => Promise<Lift>)[]): Promise<Lift> {
  const lifts: Lift[] = [];
  const lift = async () => void (await Promise.all(lifts.map((each) => each())));
  try {
    for (const one of begin) lifts.push(await one());
  } catch (error) {
    await lift();
    throw error;
  }
  return lift;
}
