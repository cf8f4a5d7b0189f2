import { AckPolicy, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { hostAndPort } from '../../deploy/local/processes/own-processes.ts';
import { runScript } from '../../deploy/local/scripting/run-script.ts';
import type { System } from '../../deploy/local/scripting/start-system.ts';

/** Orders of every kind, over HTTP and gRPC, before a durable consumer of their events. How each has to end is the end-to-end tests' business. @throws when they did not take place */
export async function takeOrders({ env, config }: System): Promise<void> {
  await addConsumer(config.nats.url);
  const scripts = [['tools/demo-life.ts'], ['tools/grpc-example.ts', hostAndPort(config.grpc)]] as const;
  const ended = await Promise.all(scripts.map(([script, ...args]) => runScript(script, args, env)));
  for (const { code, said } of ended) if (code !== 0 && code !== 1) throw new Error(said.trimEnd().split('\n').slice(-12).join('\n'));
}

async function addConsumer(servers: string): Promise<void> {
  const nats = await connect({ servers });
  try {
    const manager = await jetstreamManager(nats);
    await manager.consumers.add('ORDERS', { durable_name: 'sight', ack_policy: AckPolicy.Explicit });
  } finally {
    await nats.close();
  }
}
