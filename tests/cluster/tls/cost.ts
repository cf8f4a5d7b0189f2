// `npm run tls:cost`: what TLS on every wire costs our processes for an order, beside a system whose wires are plain.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRounds } from '../../../bench/rounds.ts';
import { CLIENTS, measureSideBySide } from '../../../bench/side-by-side.ts';
import { tableOf } from '../../../bench/table.ts';
import { commandLine, positiveNumber, wordsOf } from '../../../platform/command-line.ts';
import { createAuthority } from '../../support/certificates.ts';
import { startTlsServers } from './servers.ts';
import { tlsSettings } from './settings.ts';

const USAGE = 'npm run tls:cost -- [rounds, 5 unless given]\n\n  Needs openssl.';
const count = commandLine(USAGE, (args) => Math.ceil(positiveNumber('rounds', wordsOf(args, { most: 1 })[0] ?? '5')));
const ORDERS = 300;
/** The servers of both are of other kinds: those that ask for certificates are not the ones that `npm start` starts. */
const OURS = ['api', 'worker', 'relay'];
const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-tls-cost-'));
const { caFile, issue } = createAuthority(folder);
const servers = await startTlsServers(path.join(folder, 'servers'), issue('server'), caFile);
const options = { rounds: count, isQuick: false, report: say };
const rounds = inRounds(options, 'TLS');
try {
  const systems = { plain: {}, TLS: tlsSettings(servers, issue('client'), caFile) };
  await measureSideBySide(options, { systems, count: ORDERS, rounds, of: OURS });
} finally {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}
say(`\nUser and system time of ${OURS.join(', ')} for an order to COMPLETED, ${ORDERS} at ${CLIENTS} callers, in turns.\n`);
say(tableOf({ title: 'TLS', how: '', figures: rounds.figures() }));
process.exit();
