import { openWakeUps } from '../../adapters/jetstream/wake-ups.ts';
import { natsAccess } from '../../platform/nats-access.ts';
import { eventually } from '../../platform/poll.ts';
import { type OwnNats, startOwnNats } from '../support/own-nats.ts';

let server: OwnNats;
const opened: ReturnType<typeof openWakeUps>[] = [];
const outages: unknown[] = [];

function open(url = `nats://127.0.0.1:${server.port}`) {
  const wakeUps = openWakeUps({ nats: natsAccess(url), user: 'api', onOutage: (error) => void outages.push(error) });
  opened.push(wakeUps);
  return wakeUps;
}

const isUp = (wakeUps: ReturnType<typeof open>, expected = true) =>
  eventually(
    async () => wakeUps.isUp(),
    (up) => up === expected,
  );

beforeEach(async () => {
  outages.splice(0);
  server = await startOwnNats('');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((wakeUps) => wakeUps.close()));
  await server.stop();
});

/** What somebody who listens is told, and the means to wait for it. */
function ear() {
  let count = 0;
  return {
    hear: () => void count++,
    hears: (expected: number) =>
      eventually(
        async () => count,
        (heard) => heard >= expected,
      ),
    heard: () => count,
  };
}

describe('wake-ups over NATS', () => {
  it('reach those who listen to the order, and those who listen to all, until they have heard enough', async () => {
    const [teller, listener] = [open(), open()];
    await Promise.all([isUp(teller), isUp(listener)]);
    const [ofOne, ofOther, ofAll] = [ear(), ear(), ear()];
    const stop = listener.listen('one', ofOne.hear);
    listener.listen('other', ofOther.hear);
    listener.listen(undefined, ofAll.hear);
    // The server knows of what is listened to only once it has heard of it.
    await eventually(
      async () => {
        teller.changed('one');
        return ofOne.heard();
      },
      (heard) => heard > 0,
    );
    await ofAll.hears(1);
    expect(ofOther.heard()).toBe(0);

    stop();
    const before = ofAll.heard();
    teller.changed('other');
    await ofOther.hears(1);
    const heard = ofOne.heard();
    teller.changed('one');
    await ofAll.hears(before + 2);
    expect(ofOne.heard()).toBe(heard);
  });

  it('come through again once NATS is back, and what was said meanwhile is forgotten', async () => {
    const { port } = server;
    const wakeUps = open();
    const all = ear();
    wakeUps.listen(undefined, all.hear);
    await isUp(wakeUps);
    await server.stop();
    await isUp(wakeUps, false);
    wakeUps.changed('unheard');
    server = await startOwnNats('', { port });
    await isUp(wakeUps);
    wakeUps.changed('heard');
    await all.hears(1);
    expect(all.heard()).toBe(1);
  });

  it('are none while nobody is there to carry them, which is said once, and fail nobody', async () => {
    await server.stop();
    const wakeUps = open();
    wakeUps.listen('one', () => undefined)();
    await eventually(
      async () => outages.length,
      (said) => said === 1,
    );
    wakeUps.changed('one');
    expect(wakeUps.isUp()).toBe(false);
  });

  it('do no harm where the login may neither say nor hear them', async () => {
    await server.stop();
    server = await startOwnNats(
      'authorization { users = [{ user: a, password: b, permissions: { publish: "orders.>", subscribe: "_INBOX.>" } }] }',
    );
    const wakeUps = open(`nats://a:b@127.0.0.1:${server.port}`);
    await isUp(wakeUps);
    wakeUps.listen('one', () => undefined);
    wakeUps.changed('one');
    await eventually(
      async () => outages.length,
      (said) => said === 1,
    );
    expect(wakeUps.isUp()).toBe(true);
  });
});
