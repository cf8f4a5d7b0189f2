import path from 'node:path';
import { FRONT, podAddresses, routeHere } from './addresses.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { createImages, type Images } from './images.ts';
import type { Measure } from './measure.ts';
import { type Node, startNode } from './node.ts';
import { openShop, type Shop } from './orders.ts';
import { FULL_NAME, NAMESPACE, prepareRelease, type Release } from './release.ts';
import { type Servers, startServers } from './servers.ts';
import { lead, writeHosts } from './services.ts';
import type { Undo } from './undo.ts';

/** A cluster before anything of ours is in it, and what stands beside it. */
export interface World extends ControlPlane {
  readonly folder: string;
  readonly undo: Undo;
  readonly measure: Measure;
  readonly servers: Servers;
  readonly images: Images;
  readonly release: Release;
  readonly shop: Shop;
  readonly nodes: ReadonlyMap<string, Node>;
}

const NODES = ['node-1', 'node-2', 'node-3'];

const API_PORT = 8080;
const PARTNERS_PORT = 8083;

export async function makeWorld(folder: string, measure: Measure, undo: Undo): Promise<World> {
  undo(routeHere());
  const servers = await measure('PostgreSQL twice, three servers of NATS, two of Temporal', () => startServers(folder, undo));
  const plane = await measure('control plane', () => startControlPlane(folder, undo));
  const { kubernetes } = plane;
  const images = createImages(path.join(folder, 'images'));
  const [api, partners] = [`${FULL_NAME}-api`, `${FULL_NAME}-partners`];
  const hostsFile = writeHosts(folder, { [api]: FRONT.api, [partners]: FRONT.partners });
  const { treeOf } = images;
  const nextAddress = podAddresses();
  const start = async (name: string) => {
    const node = await startNode(name, nextAddress, { kubernetes, treeOf, hostsFile, logs: path.join(folder, 'logs') });
    undo(node.die);
    return [name, node] as const;
  };
  const nodes = new Map(await Promise.all(NODES.map(start)));
  const release = await prepareRelease(plane, servers, folder);
  undo(await lead(kubernetes, `${NAMESPACE}/${api}`, { host: FRONT.api, port: API_PORT }));
  undo(await lead(kubernetes, `${NAMESPACE}/${partners}`, { host: FRONT.partners, port: PARTNERS_PORT }));
  const shop = openShop(`http://${FRONT.api}:${API_PORT}`);
  return { ...plane, folder, undo, measure, servers, images, release, shop, nodes };
}
