import { parseArguments } from '../../chaos/arguments.ts';
import { planFaults } from '../../chaos/fault-plan.ts';
import { TOPOLOGIES, type TopologyName } from '../../chaos/topology.ts';

const planOf = (name: TopologyName) => planFaults(TOPOLOGIES[name], 7, 3_600_000, parseArguments(['--topology', name]).only);
const targetsOf = (name: TopologyName) =>
  new Set(planOf(name).flatMap(({ fault }) => ('targets' in fault ? fault.targets : 'target' in fault ? [fault.target] : [])));

describe('the plan of a run', () => {
  it('promotes a replica of PostgreSQL where there is one, and nowhere else', () => {
    const failovers = (name: TopologyName) => planOf(name).filter(({ fault }) => fault.family === 'failover').length;
    expect([failovers('small'), failovers('cluster') > 1]).toEqual([0, true]);
    expect(() => parseArguments(['--only', 'failover'])).toThrow('--only failover: there are kill, restart');
  });

  it('comes to every service of its topology within an hour, and to no other', () => {
    for (const name of ['small', 'cluster'] as const) expect(targetsOf(name)).toEqual(new Set(TOPOLOGIES[name].services));
  });

  it('is refused for a topology that there is not', () => {
    expect(() => parseArguments(['--topology', 'large'])).toThrow('--topology large: there are small, cluster');
  });
});
