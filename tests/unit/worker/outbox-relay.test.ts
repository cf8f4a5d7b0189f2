import type { Look, Outbox, OutboxEvent } from '../../../adapters/postgres/outbox.ts';
import { createLogger } from '../../../platform/logger.ts';
import { eventually } from '../../../platform/poll.ts';
import { pauseAfter, startOutboxRelay } from '../../../worker/outbox-relay.ts';
import { FakeWakeUps } from '../../support/wake-ups.ts';
import { NOW } from '../api/support/fakes.ts';

const AN_HOUR_MS = 3_600_000;

/** An outbox and a stream in memory. */
class World {
  readonly looks: Look[] = [];
  readonly sent: bigint[] = [];
  readonly wakeUps = new FakeWakeUps();
  unsent: OutboxEvent[] = [];
  streamIsAway = false;
  #count = 0n;

  commit(orderId: string): void {
    this.#count += 1n;
    const by = { actor: 'api', requestId: null, traceparent: null, tracestate: null };
    const event = {
      id: this.#count,
      orderId,
      sequence: 1,
      type: 'orders.created' as const,
      at: new Date(NOW),
      body: '{}',
      wasRefused: false,
    };
    this.unsent.push({ ...event, ...by });
  }

  readonly outbox: Outbox = {
    next: async (look) => {
      this.looks.push(look);
      this.unsent = this.unsent.filter(({ id }) => !look.sent.includes(id));
      return this.unsent.slice(0, look.limit);
    },
    markRefused: async () => undefined,
    purge: async () => 0,
  };

  readonly stream = {
    publish: async ({ id }: OutboxEvent) => {
      if (this.streamIsAway) throw new Error('no connection');
      this.sent.push(id);
      return 'stored' as const;
    },
    takesEvents: async () => undefined,
    open: async () => undefined,
    close: async () => undefined,
  };

  start(): () => Promise<void> {
    const leader = { held: async () => true, release: async () => undefined };
    const log = createLogger('relay', 'silent');
    const { outbox, stream, wakeUps } = this;
    return startOutboxRelay({ outbox, stream, leader, wakeUps, log, retentionDays: 7, wokenPauseMs: AN_HOUR_MS });
  }

  sends(count: number): Promise<number> {
    return eventually(
      async () => this.sent.length,
      (sent) => sent >= count,
      10_000,
    );
  }
}

let world: World;
let stop: () => Promise<void>;
beforeEach(() => {
  world = new World();
});
afterEach(() => stop());

describe('a relay that is told of commits', () => {
  beforeEach(async () => {
    stop = world.start();
    await eventually(
      async () => world.looks.length,
      (looks) => looks === 1,
    );
  });

  it('sends what it is told of, and does not look for it before', async () => {
    world.commit('one');
    expect(world.looks).toHaveLength(1);
    world.wakeUps.changed('one');
    expect(await world.sends(1)).toBe(1);
    expect(world.looks).toHaveLength(2);
  });

  it('marks what it has sent with the next look, and sends it once', async () => {
    world.commit('one');
    world.wakeUps.changed('one');
    await world.sends(1);
    world.commit('two');
    world.wakeUps.changed('two');
    await world.sends(2);
    expect(world.looks.map(({ sent }) => sent)).toEqual([[], [], [1n]]);
    expect(world.sent).toEqual([1n, 2n]);
  });

  it('marks what it has sent last before it stops', async () => {
    world.commit('one');
    world.wakeUps.changed('one');
    await world.sends(1);
    await stop();
    expect(world.unsent).toEqual([]);
    expect(world.looks.at(-1)).toMatchObject({ sent: [1n], limit: 0 });
    expect(world.wakeUps.listening).toBe(0);
  });

  it('sends again what the stream did not take, and marks no event of it', async () => {
    world.streamIsAway = true;
    world.commit('one');
    world.wakeUps.changed('one');
    await eventually(
      async () => world.looks.length,
      (looks) => looks > 2,
    );
    expect(world.looks.every(({ sent }) => sent.length === 0)).toBe(true);
    world.streamIsAway = false;
    expect(await world.sends(1)).toBe(1);
  });
});

it('a relay rests longer after a look that took long, and never for long', () => {
  expect([0, 4, 200].map(pauseAfter)).toEqual([5, 12, 25]);
});

it('a relay that nobody tells looks by itself', async () => {
  world.wakeUps.isConnected = false;
  stop = world.start();
  await eventually(
    async () => world.looks.length,
    (looks) => looks === 1,
  );
  world.commit('one');
  expect(await world.sends(1)).toBe(1);
});
