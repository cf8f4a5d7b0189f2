import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launch } from '../../deploy/local/processes/launch.ts';
import { answers } from '../../deploy/local/processes/ports.ts';
import { freePort } from '../../platform/free-port.ts';
import type { Certificate } from './certificates.ts';
import { worldReadable, type DebianProgram, type FoundProgram } from './debian-program.ts';

export const NGINX: DebianProgram = { name: 'nginx', file: 'usr/sbin/nginx', packages: ['nginx'] };

export interface Nginx {
  /** Of HTTP, and of gRPC, through it. */
  readonly httpPort: number;
  readonly grpcPort: number;
  close(): Promise<void>;
}

export interface Behind {
  readonly httpPort: number;
  readonly grpcAddress: string;
  readonly grpcSilenceSeconds: number;
  /** Of HTTP; plain unless it is given. */
  readonly certificate?: Certificate;
}

/** With its defaults, which hold answers back; a gRPC stream that is silent for so many seconds it cuts off. */
export async function startNginx({ file: command, libraries }: FoundProgram, behind: Behind): Promise<Nginx> {
  const [folder, httpPort, grpcPort] = [await worldReadable('durable-orders-nginx-'), await freePort(), await freePort()];
  const buffers = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  const { certificate } = behind;
  const ssl = certificate && `ssl; ssl_certificate ${certificate.certFile}; ssl_certificate_key ${certificate.keyFile}`;
  const config = `
    daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events {}
    http {
      access_log off; ${buffers.join(' ')}
      server { listen 127.0.0.1:${httpPort} ${ssl ?? ''}; location / { proxy_pass http://127.0.0.1:${behind.httpPort}; } }
      server {
        listen 127.0.0.1:${grpcPort} http2;
        location / { grpc_pass grpc://${behind.grpcAddress}; grpc_read_timeout ${behind.grpcSilenceSeconds}s; }
      }
    }`;
  await writeFile(path.join(folder, 'nginx.conf'), config);
  const running = await launch({
    name: 'nginx',
    command,
    args: ['-p', folder, '-c', 'nginx.conf'],
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
    cwd: folder,
    logFile: path.join(folder, 'nginx.log'),
    readyWithinMs: 30_000,
    async ready() {
      for (const port of [httpPort, grpcPort]) if (!(await answers(port, '127.0.0.1'))) throw new Error(`${port} is not listened on yet`);
    },
  });
  return {
    httpPort,
    grpcPort,
    async close() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
